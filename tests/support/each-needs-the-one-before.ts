/**
 * Skips the rest of a suite after its first failure, where each test needs the one before. Not mocha's `bail`:
 * in a parallel run that ends all other files too.
 */
export function eachNeedsTheOneBefore(suite: Mocha.Suite): void {
  let failed = false;
  suite.beforeEach(function () {
    if (failed) this.skip();
  });
  suite.afterEach(function () {
    failed ||= this.currentTest?.isFailed() ?? false;
  });
}

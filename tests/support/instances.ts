import { unsupportedReason } from "../../tools/local/machines/unsupported-reason";

/** Skips a suite, and prints the reason, where instances cannot run. */
export function skipUnlessInstancesRun(suite: Mocha.Context): void {
  const reason = unsupportedReason();
  if (reason === undefined) return;
  console.log(`      Skipped: ${reason}`);
  suite.skip();
}

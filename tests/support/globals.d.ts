/** mocha loads `chai/register-expect.js`. */
declare const expect: Chai.ExpectStatic;

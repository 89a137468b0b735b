"use strict";
// Starts every command: node tools/cli.js plan stg. Plain JavaScript that Node.js 12 can parse, so that it can say what is
// missing before it loads anything else.
var requirements = require("./requirements");

var sentence = requirements.missing();
if (sentence === undefined) {
  // Not by ts-node, which loads the TypeScript compiler at every start. sucrase keeps line numbers.
  require("sucrase/dist/register").addHook(".ts", { transforms: ["imports", "typescript"], disableESTransforms: true });
  require("./main").main(process.argv.slice(2));
} else {
  console.error(sentence);
  process.exitCode = 1;
}

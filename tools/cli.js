"use strict";
// Starts every command: node tools/cli.js plan stg. Plain JavaScript that Node.js 12 can parse, so that it can say what is
// missing before it loads anything else.
var fs = require("fs");
var path = require("path");

var project = require("../package.json");

/** What is missing to run a command, in a sentence. */
function missing() {
  var needed = parseInt(/\d+/.exec(project.engines.node)[0], 10);
  if (parseInt(process.version.slice(1), 10) < needed) {
    return "This project needs Node.js " + needed + " or newer, this is " + process.version.slice(1);
  }
  var isInstalled = Object.keys(project.dependencies).every(function (name) {
    return fs.existsSync(path.join(__dirname, "..", "node_modules", name));
  });
  return isInstalled ? undefined : "Packages are missing: run npm ci first";
}

var sentence = missing();
if (sentence === undefined) {
  // Not by ts-node, which loads the TypeScript compiler at every start. sucrase keeps line numbers.
  require("sucrase/dist/register").addHook(".ts", { transforms: ["imports", "typescript"], disableESTransforms: true });
  require("./main").main(process.argv.slice(2));
} else {
  console.error(sentence);
  process.exitCode = 1;
}

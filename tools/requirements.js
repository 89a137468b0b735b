"use strict";
// What a command needs before it can load anything. Plain JavaScript that Node.js 12 can parse.
// node tools/requirements.js: also the packages that only tests need; npm runs it before them.
var fs = require("fs");
var path = require("path");

var project = require("../package.json");

/** What is missing, in a sentence; undefined: nothing. */
function missing(packages) {
  var needed = parseInt(/\d+/.exec(project.engines.node)[0], 10);
  if (parseInt(process.version.slice(1), 10) < needed) {
    return "This project needs Node.js " + needed + " or newer, this is " + process.version.slice(1);
  }
  var isInstalled = packages.every(function (name) {
    return fs.existsSync(path.join(__dirname, "..", "node_modules", name));
  });
  return isInstalled ? undefined : "Packages are missing: run npm ci first";
}

exports.missing = function () {
  return missing(Object.keys(project.dependencies));
};

if (require.main === module) {
  var sentence = missing(Object.keys(project.dependencies).concat(Object.keys(project.devDependencies)));
  if (sentence !== undefined) {
    console.error(sentence);
    process.exitCode = 1;
  }
}

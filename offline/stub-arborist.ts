import { createRequire, Module } from "node:module";

// Pulumi loads npm's installer (0.15 s and 17 MB, half of its load time) to serialize functions. That needs an engine, so
// the offline plan replaces the installer by a stub.
const file = createRequire(require.resolve("@pulumi/pulumi")).resolve("@npmcli/arborist");
const stub = new Module(file);
stub.exports = {
  Arborist: function reject(): never {
    throw new Error("functions cannot be serialized in an offline plan");
  },
};
stub.loaded = true;
require.cache[file] ??= stub;

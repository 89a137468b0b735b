import { createRequire, Module } from "node:module";

// Pulumi loads npm's installer, half of all that it loads (0.15 s, 17 MB), in case functions are to be sent to the
// cloud. That takes an engine; here it is left out, and says so if it is ever called.
const file = createRequire(require.resolve("@pulumi/pulumi")).resolve("@npmcli/arborist");
const stub = new Module(file);
stub.exports = {
  Arborist: function refuse(): never {
    throw new Error("functions cannot be serialized in an offline plan");
  },
};
stub.loaded = true;
require.cache[file] ??= stub;

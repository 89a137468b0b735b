import { createRequire, Module } from "node:module";

/**
 * Keeps Pulumi from loading npm's installer, half of all that Pulumi loads (0.15 s, 17 MB). It serves to send
 * functions to the cloud, which needs an engine; here it says so if it is ever called.
 */
export function leaveOutNpmInstaller(): void {
  const file = createRequire(require.resolve("@pulumi/pulumi")).resolve("@npmcli/arborist");
  const stub = new Module(file);
  stub.exports = {
    Arborist: function refuse(): never {
      throw new Error("functions cannot be serialized in an offline plan");
    },
  };
  stub.loaded = true;
  require.cache[file] ??= stub;
}

import * as path from "node:path";

import type { Context, RootHookObject } from "mocha";

import { installMoto } from "../../../tools/local/moto";

// The SDK announces at every run that it will ask for Node 22 in 2027; the README recommends it already.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Before all suites, and once for all of them: they run side by side. */
export async function mochaGlobalSetup(): Promise<void> {
  await installMoto(path.join(__dirname, "..", "..", ".."), console.log);
}

let started = 0;

/** Around each file: shows which one to make faster, or to begin first. */
export const mochaHooks: RootHookObject = {
  beforeAll() {
    started = Date.now();
  },
  afterAll(this: Context) {
    const suites = this.test?.parent?.suites.map(({ title }) => title) ?? [];
    console.log(`  ${Math.round((Date.now() - started) / 1000)} s: ${suites.join(", ")}`);
  },
};

import { readFileSync } from "node:fs";

import { expect } from "chai";

import { EmulatedStage } from "./support/emulated-stage";

/** The highest verbosity at which the engine does not log values itself: it does from 9. */
const VERBOSE = ["--debug", "--logtostderr", "-v=8"];

/** Secret texts in a state that was exported with its secrets. */
function secretsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { plaintext } = value as { readonly plaintext?: unknown };
  return typeof plaintext === "string" ? [plaintext] : Object.values(value).flatMap(secretsIn);
}

/** Public keys in a state. */
function publicKeysIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name.startsWith("publicKey") && typeof inner === "string" ? [inner] : publicKeysIn(inner),
  );
}

describe("Private keys of a deployed stage", () => {
  const stage = new EmulatedStage("stg", "secrets");
  const outputs = new Map<string, string>();
  let keys: string[] = [];
  let publicKeys: string[] = [];

  before(async () => {
    await stage.start();
    outputs.set("the first up", (await stage.pulumi("up", "--yes", "--diff", ...VERBOSE)).output);
    // A refresh logs resources with secrets too.
    outputs.set("a second preview", (await stage.pulumi("preview", "--diff", "--refresh", ...VERBOSE)).output);
    outputs.set("a preview as JSON", (await stage.pulumi("preview", "--json")).output);
    outputs.set("the outputs", (await stage.pulumi("stack", "output", "--json")).output);
    outputs.set("the stack", (await stage.pulumi("stack", "--show-urns", "--show-ids")).output);
    outputs.set("the exported state", (await stage.pulumi("stack", "export")).output);
    outputs.set("the request log", readFileSync(stage.requestLogFile, "utf8"));
    const { output } = await stage.pulumi("stack", "export", "--show-secrets");
    const state: unknown = JSON.parse(output);
    keys = secretsIn(state).filter((text) => text.includes("PRIVATE KEY"));
    publicKeys = publicKeysIn(state);
  });
  after(() => stage.stop());

  it("exist, so that the search for them proves something", () => {
    // Two keys in three formats, the copies of one in the certificate, and an output.
    expect(keys).to.have.length.above(8);
    expect(outputs.get("the first up")).to.have.length.above(100_000);
  });

  it("are not in the output and state of Pulumi, and not in the request log", () => {
    // Quoting does not change the lines in the middle of a key.
    const lines = keys.flatMap((key) => (JSON.parse(key) as string).split("\n"));
    const secretLines = [...new Set(lines)]
      .filter((line) => line.length > 20 && !line.startsWith("-----"))
      // A private key contains the public one, which may be shown.
      .filter((line) => !publicKeys.some((key) => key.includes(line)));
    expect(secretLines).to.have.length.above(30);
    for (const [what, text] of outputs) {
      expect(text.includes("PRIVATE KEY-----\\n") || text.includes("PRIVATE KEY-----\n"), what).to.equal(false);
      expect(secretLines.filter((line) => text.includes(line)).length, what).to.equal(0);
    }
  });
});

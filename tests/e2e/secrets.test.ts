import { readFileSync } from "node:fs";

import { expect } from "chai";

import { EmulatedStage } from "./support/emulated-stage";

/** As much as may be told before the engine itself writes values down, from 9 on. */
const LOUD = ["--debug", "--logtostderr", "-v=8"];

/** Secret texts anywhere in a state that was exported with its secrets. */
function secretsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { plaintext } = value as { readonly plaintext?: unknown };
  return typeof plaintext === "string" ? [plaintext] : Object.values(value).flatMap(secretsIn);
}

/** Public keys anywhere in a state. */
function publicKeysIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name.startsWith("publicKey") && typeof inner === "string" ? [inner] : publicKeysIn(inner),
  );
}

describe("Private keys of a stage that is deployed for real", () => {
  const stage = new EmulatedStage("stg", "secrets");
  const said = new Map<string, string>();
  let keys: string[] = [];
  let publicKeys: string[] = [];

  before(async () => {
    await stage.start();
    said.set("the first up", (await stage.pulumi("up", "--yes", "--diff", ...LOUD)).output);
    // A resource with a secret is noted when it is read again as well.
    said.set("a second preview", (await stage.pulumi("preview", "--diff", "--refresh", ...LOUD)).output);
    said.set("a preview as JSON", (await stage.pulumi("preview", "--json")).output);
    said.set("the outputs", (await stage.pulumi("stack", "output", "--json")).output);
    said.set("the stack", (await stage.pulumi("stack", "--show-urns", "--show-ids")).output);
    said.set("the exported state", (await stage.pulumi("stack", "export")).output);
    said.set("the record of calls", readFileSync(stage.requestLogFile, "utf8"));
    const { output } = await stage.pulumi("stack", "export", "--show-secrets");
    const state: unknown = JSON.parse(output);
    keys = secretsIn(state).filter((text) => text.includes("PRIVATE KEY"));
    publicKeys = publicKeysIn(state);
  });
  after(() => stage.stop());

  it("are there, so that looking for them proves something", () => {
    // Two keys in three forms, the certificate's copies of one, and an output.
    expect(keys).to.have.length.above(8);
    expect(said.get("the first up")).to.have.length.above(100_000);
  });

  it("stand nowhere in what Pulumi says and keeps, nor in the record of calls", () => {
    // However a text is quoted, the lines in the middle of a key stay as they are.
    const lines = keys.flatMap((key) => (JSON.parse(key) as string).split("\n"));
    const telling = [...new Set(lines)]
      .filter((line) => line.length > 20 && !line.startsWith("-----"))
      // A private key holds the public one, which may be shown.
      .filter((line) => !publicKeys.some((key) => key.includes(line)));
    expect(telling).to.have.length.above(30);
    for (const [what, text] of said) {
      expect(text.includes("PRIVATE KEY-----\\n") || text.includes("PRIVATE KEY-----\n"), what).to.equal(false);
      expect(telling.filter((line) => text.includes(line)).length, what).to.equal(0);
    }
  });
});

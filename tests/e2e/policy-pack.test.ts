import { join } from "node:path";

import { expect } from "chai";

import { EmulatedStage } from "./support/emulated-stage";

/** The rules that `support/violations.ts` breaks. */
const BROKEN = [
  "default-group-empty",
  "drains",
  "imdsv2",
  // The NAT's group allows half of the internet, which also reaches the NAT.
  "nat-closed",
  "no-all-protocols",
  "no-secrets-in-user-data",
  "nothing-unused",
  "open-only-at-load-balancer",
  "strong-keys",
  "subnets-give-no-public-address",
  "tls-1-2",
];

/** Ids of the rules that a preview reports as broken. */
function rulesIn(output: string, level: "mandatory" | "advisory"): string[] {
  const lines = output.matchAll(new RegExp(`\\[${level}\\] +\\[severity: \\w+\\] +(?<id>[\\w-]+)`, "g"));
  return [...new Set([...lines].map(({ groups }) => groups?.id ?? ""))].sort();
}

describe("`pulumi preview --policy-pack policy` before the first deployment", () => {
  for (const stage of ["stg", "prod"]) {
    describe(stage, () => {
      const emulated = new EmulatedStage(stage, `policy-${stage}`);

      before(() => emulated.start());
      after(() => emulated.stop());

      it("passes, and reports suppressed violations with the reason", async () => {
        const { status, output } = await emulated.tryPulumi("preview", "--policy-pack", "policy");
        expect(status, output).to.equal(0);
        expect(rulesIn(output, "mandatory")).to.deep.equal([]);
        expect(rulesIn(output, "advisory")).to.include.members(["https-only", "load-balancer-internal"]);
        expect(output.replace(/\s+/g, " ")).to.contain("Suppressed: it is the only part that is meant to be");
      });

      it("reads no unknown value, which would turn a rule into a warning", async () => {
        const { output } = await emulated.tryPulumi("preview", "--policy-pack", "policy");
        expect(output).not.to.contain("can't run policy");
      });
    });
  }

  describe("with injected violations", () => {
    const emulated = new EmulatedStage("stg", "policy-violations");

    before(async () => {
      await emulated.start();
      emulated.inject(join(__dirname, "support", "violations.ts"));
    });
    after(() => emulated.stop());

    it("fails, with each violation under its rule", async () => {
      const { status, output } = await emulated.tryPulumi("preview", "--policy-pack", "policy");
      expect(status).to.not.equal(0);
      expect(rulesIn(output, "mandatory"), output).to.deep.equal(BROKEN);
    });

    it("fails `pulumi up` as well, before it creates anything", async () => {
      const { status, output } = await emulated.tryPulumi("up", "--yes", "--policy-pack", "policy");
      expect(status).to.not.equal(0);
      expect(rulesIn(output, "mandatory"), output).to.deep.equal(BROKEN);
      const changing = emulated.calls().filter(({ action }) => !/^(?:Describe|Get|List)/.test(action));
      expect(changing).to.deep.equal([]);
    });
  });
});

import { join } from "node:path";

import { expect } from "chai";

import { EmulatedStage } from "./support/emulated-stage";

/** What `support/planted.ts` breaks. */
const PLANTED = [
  "default-group-empty",
  "drains",
  "imdsv2",
  // Half of the world in the NAT's group does not only look bad, it reaches the NAT.
  "nat-closed",
  "no-all-protocols",
  "no-secrets-in-user-data",
  "nothing-unused",
  "open-only-at-load-balancer",
  "strong-keys",
  "subnets-give-no-public-address",
  "tls-1-2",
];

/** Ids of the rules that a preview says are broken at a level. */
function rulesIn(output: string, level: "mandatory" | "advisory"): string[] {
  const lines = output.matchAll(new RegExp(`\\[${level}\\] +\\[severity: \\w+\\] +(?<id>[\\w-]+)`, "g"));
  return [...new Set([...lines].map(({ groups }) => groups?.id ?? ""))].sort();
}

describe("`pulumi preview --policy-pack policy` of a stage that is not deployed yet", () => {
  for (const stage of ["stg", "prod"]) {
    describe(stage, () => {
      const emulated = new EmulatedStage(stage, `policy-${stage}`);

      before(() => emulated.start());
      after(() => emulated.stop());

      it("passes, and mentions what is accepted with the reason", async () => {
        const { status, output } = await emulated.tryPulumi("preview", "--policy-pack", "policy");
        expect(status, output).to.equal(0);
        expect(rulesIn(output, "mandatory")).to.deep.equal([]);
        expect(rulesIn(output, "advisory")).to.include.members(["https-only", "load-balancer-internal"]);
        expect(output.replace(/\s+/g, " ")).to.contain("Accepted: it is the one thing that is meant to");
      });

      it("judges by no value that is not known yet, which would turn a rule into a mere warning", async () => {
        const { output } = await emulated.tryPulumi("preview", "--policy-pack", "policy");
        expect(output).not.to.contain("can't run policy");
      });
    });
  }

  describe("with ten planted faults", () => {
    const emulated = new EmulatedStage("stg", "policy-planted");

    before(async () => {
      await emulated.start();
      emulated.inject(join(__dirname, "support", "planted.ts"));
    });
    after(() => emulated.stop());

    it("refuses each by the rule that is meant for it", async () => {
      const { status, output } = await emulated.tryPulumi("preview", "--policy-pack", "policy");
      expect(status).to.not.equal(0);
      expect(rulesIn(output, "mandatory"), output).to.deep.equal(PLANTED);
    });

    it("refuses an `up` as well, before it makes anything", async () => {
      const { status, output } = await emulated.tryPulumi("up", "--yes", "--policy-pack", "policy");
      expect(status).to.not.equal(0);
      expect(rulesIn(output, "mandatory"), output).to.deep.equal(PLANTED);
      const changing = emulated.calls().filter(({ action }) => !/^(?:Describe|Get|List)/.test(action));
      expect(changing).to.deep.equal([]);
    });
  });
});

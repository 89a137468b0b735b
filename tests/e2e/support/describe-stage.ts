import { expect } from "chai";

import { Aws } from "./aws";
import { EmulatedStage } from "./emulated-stage";
import type { Expectations } from "./expectations";
import { describeFacts } from "./facts";
import { addedSince, takeInventory, type Inventory } from "./inventory";
import { eachNeedsTheOneBefore } from "../../support/each-needs-the-one-before";

/** The lifecycle of a stage with the real engine against the emulator. */
export function describeStage(expected: Expectations): void {
  describe(`the committed stage ${expected.stage}, deployed to the emulator`, function () {
    const stage = new EmulatedStage(expected.stage);
    let aws: Aws;
    let empty: Inventory;

    before(async () => {
      await stage.start();
      aws = new Aws(stage.endpoint);
      empty = await takeInventory(aws);
    });
    after(() => stage.stop());
    eachNeedsTheOneBefore(this);

    it("is deployed", async () => {
      const { seconds, chain } = await stage.up();
      console.log(`      ${expected.stage}: ${seconds.toFixed(0)} s; longest chain: ${chain}`);
    });

    it("has no changes in a second preview", async () => {
      await stage.pulumi("preview", "--expect-no-changes");
    });

    it("shows no drift after a refresh", async () => {
      await stage.pulumi("preview", "--refresh", "--expect-no-changes");
    });

    describeFacts(expected, { stage, aws: () => aws });

    const other = expected.nat === "instance" ? "gateway" : "instance";
    for (const [from, to] of [
      [expected.nat, other],
      [other, expected.nat],
    ] as const) {
      it(`moves its private routes from NAT ${from} to NAT ${to} in place, and deletes the old one`, async () => {
        await stage.set("nat", to);
        const { changes } = await stage.up();
        const routes = changes.filter(({ type }) => type === "aws:ec2/route:Route");
        expect(routes.map(({ op }) => op)).to.deep.equal(expected.zones.map(() => "update"));
        await stage.pulumi("preview", "--expect-no-changes");
        const now = await takeInventory(aws);
        expect(now.natGateways).to.have.length(to === "gateway" ? expected.natTargets : 0);
        expect(now.addresses).to.have.length(expected.natTargets);
      });
    }

    if (expected.production) {
      it("cannot be destroyed with deletion protection, and nothing is deleted", async () => {
        const before = await takeInventory(aws);
        const { status, output } = await stage.tryPulumi("destroy", "--yes");
        expect(status).to.not.equal(0);
        expect(output).to.contain("protect");
        expect(await takeInventory(aws)).to.deep.equal(before);
      });

      it("turns deletion protection off", async () => {
        await stage.set("protect", "false");
        await stage.up();
      });
    }

    it("leaves nothing behind when it is destroyed", async () => {
      await stage.pulumi("destroy", "--yes");
      expect(addedSince(empty, await takeInventory(aws))).to.deep.equal({});
    });
  });
}

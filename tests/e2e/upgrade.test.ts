import { expect } from "chai";

import { Aws } from "./support/aws";
import { announcedSince, baselines } from "./support/baselines";
import { EmulatedStage } from "./support/emulated-stage";
import { addedSince, takeInventory, type Inventory } from "./support/inventory";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

/** Operations that delete an existing resource. */
const DELETES = /^(delete|replace|create-replacement|delete-replaced)$/;

/** `adminCidrs` of each stage: the earlier version named rules by the range, or by the index of a secret one. */
const ADMIN_CIDRS = {
  stg: { values: ["203.0.113.7/32", "198.51.100.0/24"], secret: false },
  prod: { values: ["203.0.113.7/32", "198.51.100.0/24"], secret: true },
} as const;

for (const { version, program } of baselines()) {
  describe(`An upgrade of a stage that ${version} deployed`, () => {
    for (const [name, { values, secret }] of Object.entries(ADMIN_CIDRS)) {
      describe(name, function () {
        const stage = new EmulatedStage(name, `upgrade-${version}-${name}`);
        let empty: Inventory;
        eachNeedsTheOneBefore(this);

        before(async () => {
          await stage.start(program);
          empty = await takeInventory(new Aws(stage.endpoint));
          await stage.set("bastion", "true");
          for (const [index, value] of values.entries()) {
            await stage.set(`adminCidrs[${index}]`, value, ...(secret ? ["--secret"] : []));
          }
          await stage.up();
          stage.upgrade();
        });
        after(() => stage.stop());

        it("replaces and deletes only what the changelog announces", async () => {
          const ended = (await stage.preview()).filter(({ op }) => DELETES.test(op));
          const names = [...new Set(ended.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2)))];
          const patterns = announcedSince(version);
          expect(names.filter((each) => !patterns.some((pattern) => pattern.test(each)))).to.deep.equal([]);
        });

        it("succeeds in one `up`, after which there are no changes", async () => {
          await stage.up();
          await stage.pulumi("preview", "--refresh", "--expect-no-changes");
        });

        if (name === "stg") {
          it("can be destroyed, and leaves nothing behind", async () => {
            await stage.pulumi("destroy", "--yes");
            expect(addedSince(empty, await takeInventory(new Aws(stage.endpoint)))).to.deep.equal({});
          });
        }
      });
    }
  });
}

import { CreateOrUpdateTagsCommand, DeleteTagsCommand } from "@aws-sdk/client-auto-scaling";
import { expect } from "chai";

import { ILL_TAG } from "../../tools/local/corrections/refresh/group";
import { RolledStage } from "./support/rolled-stage";

describe("A change of the web servers of a stage with one", function () {
  const rolled = new RolledStage("roll");
  const { stage } = rolled;
  const TAG = { ResourceId: rolled.group, ResourceType: "auto-scaling-group", Key: ILL_TAG };
  // A later step says nothing once an earlier one has failed.
  this.bail(true);

  before(async () => {
    await stage.start();
    await stage.up();
  });
  after(() => stage.stop());

  it("launches the new one, and takes the old one away when the new one is in service, before `up` ends", async () => {
    const [old = ""] = await rolled.servers();
    await stage.set("http", "redirect");
    const { status, output, samples } = await rolled.up();
    expect(status, output).to.equal(0);
    const [made = "", ...more] = await rolled.servers();
    expect([made, ...more]).to.have.length(1);
    expect(made).to.not.equal(old);
    const both = samples.filter(({ inService }) => inService.includes(old) && inService.includes(made));
    expect(both).to.not.deep.equal([]);
    await rolled.expectNoChanges();
  });

  it("is undone when the new one is ill, and fails the `up` and the next one with AWS's reason", async () => {
    const old = await rolled.servers();
    await rolled.aws.autoScaling.send(
      new CreateOrUpdateTagsCommand({ Tags: [{ ...TAG, Value: "yes", PropagateAtLaunch: false }] }),
    );
    await stage.set("http", "serve");
    for (const attempt of ["first", "second"]) {
      const { status, output, samples } = await rolled.up();
      expect(status, attempt).to.not.equal(0);
      expect(output).to.match(
        /version \d+ ended as RollbackSuccessful: new server i-\w+ is unhealthy. At \S+ an instance was taken out of service/,
      );
      expect(Math.max(...samples.map((sample) => sample.servers.length))).to.equal(2);
      expect(await rolled.servers()).to.deep.equal(old);
    }
  });

  it("is made good by the next `up` when what was wrong has been put right", async () => {
    const old = await rolled.servers();
    await rolled.aws.autoScaling.send(new DeleteTagsCommand({ Tags: [TAG] }));
    const { status, output } = await rolled.up();
    expect(status, output).to.equal(0);
    expect(await rolled.servers()).to.not.have.members(old);
    await rolled.expectNoChanges();
  });
});

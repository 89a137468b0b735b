import {
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { expect } from "chai";

import { ILL_TAG } from "../../tools/local/corrections/refresh/group";
import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";
import { groupSamples, type Sample } from "./support/group-samples";
import { lookWhile } from "./support/look-while";

const GROUP = "asg-servicename-stg";
const TAG = { ResourceId: GROUP, ResourceType: "auto-scaling-group", Key: ILL_TAG };
/** Milliseconds between two looks at the group. */
const OFTEN = 100;

describe("A change of the web servers of a stage with one", function () {
  const stage = new EmulatedStage("stg", "roll");
  // A later step says nothing once an earlier one has failed.
  this.bail(true);

  before(async () => {
    await stage.start();
    await stage.up();
  });
  after(() => stage.stop());

  const aws = () => new Aws(stage.endpoint).autoScaling;

  async function servers(): Promise<readonly string[]> {
    const { AutoScalingGroups = [] } = await aws().send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [GROUP] }),
    );
    return (AutoScalingGroups[0]?.Instances ?? []).map(({ InstanceId = "" }) => InstanceId);
  }

  /** Runs `pulumi up` and looks at the group all the while. */
  async function up(): Promise<{ status: number; output: string; samples: readonly Sample[] }> {
    const before = stage.calls().length;
    const { result } = await lookWhile(() => stage.tryPulumi("up", "--yes", "--skip-preview"), servers, OFTEN);
    const samples = groupSamples(stage.calls().slice(before));
    expect(samples.length).to.be.greaterThan(10);
    expect(samples.filter(({ inService, min }) => inService.length < min)).to.deep.equal([]);
    return { ...result, samples };
  }

  it("launches the new one, and takes the old one away when the new one is in service, before `up` ends", async () => {
    const [old = ""] = await servers();
    await stage.set("http", "redirect");
    const { status, output, samples } = await up();
    expect(status, output).to.equal(0);
    const [made = "", ...more] = await servers();
    expect([made, ...more]).to.have.length(1);
    expect(made).to.not.equal(old);
    const both = samples.filter(({ inService }) => inService.includes(old) && inService.includes(made));
    expect(both).to.not.deep.equal([]);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("is undone when the new one is ill, and fails the `up` and the next one with AWS's reason", async () => {
    const old = await servers();
    await aws().send(new CreateOrUpdateTagsCommand({ Tags: [{ ...TAG, Value: "yes", PropagateAtLaunch: false }] }));
    await stage.set("http", "serve");
    for (const attempt of ["first", "second"]) {
      const { status, output, samples } = await up();
      expect(status, attempt).to.not.equal(0);
      expect(output).to.match(
        /refresh of asg-servicename-stg to version \d+ ended as RollbackSuccessful: Instance refresh/,
      );
      expect(Math.max(...samples.map((sample) => sample.servers.length))).to.equal(2);
      expect(await servers()).to.deep.equal(old);
    }
  });

  it("is made good by the next `up` when what was wrong has been put right", async () => {
    const old = await servers();
    await aws().send(new DeleteTagsCommand({ Tags: [TAG] }));
    const { status, output } = await up();
    expect(status, output).to.equal(0);
    expect(await servers()).to.not.have.members(old);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });
});

import { AllocateAddressCommand, DescribeAddressesCommand, ReleaseAddressCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";

/** Calls that tell who and where one is, and change nothing. */
const HARMLESS = /^(Get|Describe|List)/;

describe("an `up` that must not be", () => {
  const stage = new EmulatedStage("stg", "refusals");

  before(() => stage.start());
  after(() => stage.stop());

  /** Runs an `up` that is to fail, and gives back what it said and which calls reached the API. */
  async function refused(): Promise<{ output: string; actions: string[] }> {
    const before = stage.calls().length;
    const { status, output } = await stage.tryPulumi("up", "--yes", "--skip-preview");
    expect(status).to.not.equal(0);
    expect(output).to.not.match(/^\s+at .+:\d+:\d+\)?$/m);
    return {
      output,
      actions: stage
        .calls()
        .slice(before)
        .map(({ action }) => action),
    };
  }

  it("names every bad setting at once and calls nobody", async () => {
    await stage.set("nat", "gatway");
    await stage.set("bastion", "true");
    const { output, actions } = await refused();
    expect(output).to.contain("nat").and.to.contain("gatway").and.to.contain("gateway");
    expect(output).to.contain("adminCidrs");
    expect(actions).to.deep.equal([]);
    await stage.set("nat", "instance");
    await stage.set("bastion", "false");
  });

  it("stops in a region that the zones are not of, before any call", async () => {
    await stage.set("aws:region", "us-east-1");
    const { output, actions } = await refused();
    expect(output).to.contain("us-east-1");
    expect(actions).to.deep.equal([]);
    await stage.set("aws:region", "ap-northeast-1");
  });

  it("stops where the region has no room for its Elastic IPs, before the first call that changes anything", async () => {
    const { ec2 } = new Aws(stage.endpoint);
    for (let taken = 0; taken < 5; taken++) await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
    const { output, actions } = await refused();
    expect(output.replace(/\s+/g, " ")).to.contain(
      "too many Elastic IPs: this deployment makes servicename-stg-nat-instance-1a beside the 5 that the region has, 6",
    );
    expect(actions.filter((action) => !HARMLESS.test(action))).to.deep.equal([]);
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
    for (const { AllocationId } of Addresses) await ec2.send(new ReleaseAddressCommand({ AllocationId }));
  });

  it("stops in an account that is not allowed, before the first call that changes anything", async () => {
    await stage.pulumi("config", "set", "aws:allowedAccountIds", '["111111111111"]');
    const { output, actions } = await refused();
    expect(output).to.contain("123456789012");
    expect(actions.filter((action) => !HARMLESS.test(action))).to.deep.equal([]);
  });
});

import { DescribeInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { SwitchedStage } from "../support/nat-switches";

const ONE = { tables: 1, natTargets: 1 };

describe("the NAT of a stage with one way out", function () {
  const switched = new SwitchedStage("nat-switch-single", "one way out");
  const { stage } = switched;
  // Later steps depend on earlier ones.
  this.bail(true);

  before(() => stage.start());
  after(async () => {
    console.log(switched.report());
    await stage.stop();
  });

  /** The running or stopped NAT instance. */
  async function natInstance(): Promise<string> {
    const { Reservations = [] } = await switched.aws.ec2.send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: "tag:Name", Values: ["servicename-stg-nat"] },
          { Name: "instance-state-name", Values: ["running", "stopped"] },
        ],
      }),
    );
    const ids = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = "" }) => InstanceId));
    expect(ids).to.have.length(1);
    return ids[0] ?? "";
  }

  it("is made as an instance, and private servers get a route when it is ready", async () => {
    const { moves } = await switched.up("new → instance");
    expect(moves).to.have.length(1);
    await switched.expectNothingElse("instance", 1);
  });

  for (const [from, to] of [
    ["instance", "gateway"],
    ["gateway", "instance"],
    ["instance", "none"],
    ["none", "gateway"],
    ["gateway", "instance"],
  ] as const) {
    it(`is switched from ${from} to ${to} without a moment that has no default route or a wrong one`, () =>
      switched.change(from, to, ONE));
  }

  it("gets another machine that is ready before it takes over the address, and the route follows at once", async () => {
    const [address, old] = [await stage.output("natPublicIps"), await natInstance()];
    await stage.set("instanceTypes.nat", "t4g.micro");
    const { moves } = await switched.up("another instance type");
    expect(moves).to.have.length(1);
    expect(moves[0]?.gapMs).to.be.a("number");
    expect(await natInstance()).to.not.equal(old);
    expect(await stage.output("natPublicIps")).to.deep.equal(address);
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("is replaced under the same address after somebody has terminated it", async () => {
    const address = await stage.output("natPublicIps");
    await switched.aws.ec2.send(new TerminateInstancesCommand({ InstanceIds: [await natInstance()] }));
    // The route leads to what is gone: that is the fault, and what follows is the repair.
    const update = await stage.up("--refresh");
    expect(update.changes.map(({ op, type }) => `${op} ${type}`)).to.include("update aws:ec2/route:Route");
    expect(await stage.output("natPublicIps")).to.deep.equal(address);
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("is replaced under the same address after somebody has stopped it", async () => {
    const [address, old] = [await stage.output("natPublicIps"), await natInstance()];
    await switched.aws.ec2.send(new StopInstancesCommand({ InstanceIds: [old] }));
    await stage.up("--refresh");
    expect(await natInstance()).to.not.equal(old);
    expect(await stage.output("natPublicIps")).to.deep.equal(address);
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });
});

import { DescribeInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { SwitchedStage } from "../support/nat-switches";
import { eachNeedsTheOneBefore } from "../../support/each-needs-the-one-before";

const ONE = { tables: 1, natTargets: 1 };

describe("The NAT of a stage with one NAT", function () {
  const switched = new SwitchedStage("nat-switch-single", "one NAT");
  const { stage } = switched;
  eachNeedsTheOneBefore(this);

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

  it("is created as an instance, and the private route is created when it is ready", async () => {
    const { moves } = await switched.up("new → instance");
    expect(moves).to.have.length(1);
    await switched.expectOnly("instance", 1);
  });

  for (const [from, to] of [
    ["instance", "gateway"],
    ["gateway", "instance"],
    ["instance", "none"],
    ["none", "gateway"],
    ["gateway", "none"],
    ["none", "instance"],
  ] as const) {
    it(`is switched from ${from} to ${to} always with a correct default route`, () => switched.change(from, to, ONE));
  }

  it("is replaced by an instance that is ready before it takes over the address, and the route follows at once", async () => {
    const [address, old] = [await stage.output("natPublicIps"), await natInstance()];
    await stage.set("instanceTypes.nat", "t4g.micro");
    const { moves } = await switched.up("another instance type");
    expect(moves).to.have.length(1);
    expect(moves[0]?.gapMs).to.be.a("number");
    expect(await natInstance()).to.not.equal(old);
    expect(await stage.output("natPublicIps")).to.deep.equal(address);
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("is replaced with the same address after it was terminated", async () => {
    const address = await stage.output("natPublicIps");
    await switched.aws.ec2.send(new TerminateInstancesCommand({ InstanceIds: [await natInstance()] }));
    // The refresh finds a route to a deleted interface, and the update fixes it.
    const update = await stage.up("--refresh");
    expect(update.changes.map(({ op, type }) => `${op} ${type}`)).to.include("update aws:ec2/route:Route");
    expect(await stage.output("natPublicIps")).to.deep.equal(address);
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("is replaced with the same address after it was stopped", async () => {
    const [address, old] = [await stage.output("natPublicIps"), await natInstance()];
    await switched.aws.ec2.send(new StopInstancesCommand({ InstanceIds: [old] }));
    await stage.up("--refresh");
    expect(await natInstance()).to.not.equal(old);
    expect(await stage.output("natPublicIps")).to.deep.equal(address);
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });
});

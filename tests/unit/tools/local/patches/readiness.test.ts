import { expect } from "chai";

import { instanceStatusChecks } from "../../../../../tools/local/patches/instance-status-checks";
import { natGatewayStates } from "../../../../../tools/local/patches/nat-gateway-states";
import { findAll, type XmlElement } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const gateway = (state: string) => `<natGatewayId>nat-1</natGatewayId><state>${state}</state>`;
const gateways = (state: string) => `<R><natGatewaySet><item>${gateway(state)}</item></natGatewaySet></R>`;
const made = `<R><natGateway>${gateway("available")}</natGateway></R>`;
const states = (root: XmlElement) => findAll(root, "state").map(({ text }) => text);

const launched = "<R><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></R>";
const checks = (status: string) =>
  `<R><instanceStatusSet><item><instanceId>i-1</instanceId><systemStatus><status>${status}</status></systemStatus><instanceStatus><status>${status}</status></instanceStatus></item></instanceStatusSet></R>`;
const statuses = (root: XmlElement) =>
  findAll(root, "status")
    .filter(({ children }) => children.length === 0)
    .map(({ text }) => text);

describe("what is made in the emulator", () => {
  it("as a NAT gateway is pending at first, in the answer to its making as well, and available later", async () => {
    const emulator = new FakeEmulator(natGatewayStates(40), {
      CreateNatGateway: made,
      DescribeNatGateways: gateways("available"),
    });
    expect(states(await emulator.send("ec2", "CreateNatGateway"))).to.deep.equal(["pending"]);
    expect(states(await emulator.send("ec2", "DescribeNatGateways"))).to.deep.equal(["pending"]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(states(await emulator.send("ec2", "DescribeNatGateways"))).to.deep.equal(["available"]);
  });

  it("as a NAT gateway and deleted at once is not called pending again, but deleting for a while", async () => {
    const emulator = new FakeEmulator(natGatewayStates(10_000, 40), {
      CreateNatGateway: made,
      DeleteNatGateway: "<R/>",
      DescribeNatGateways: gateways("deleted"),
    });
    await emulator.send("ec2", "CreateNatGateway");
    await emulator.send("ec2", "DeleteNatGateway", { NatGatewayId: "nat-1" });
    expect(states(await emulator.send("ec2", "DescribeNatGateways"))).to.deep.equal(["deleting"]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(states(await emulator.send("ec2", "DescribeNatGateways"))).to.deep.equal(["deleted"]);
  });

  it("as an instance is checked at first, and has passed later", async () => {
    const emulator = new FakeEmulator(instanceStatusChecks(40), {
      RunInstances: launched,
      DescribeInstanceStatus: checks("ok"),
    });
    await emulator.send("ec2", "RunInstances");
    expect(statuses(await emulator.send("ec2", "DescribeInstanceStatus"))).to.deep.equal([
      "initializing",
      "initializing",
    ]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(statuses(await emulator.send("ec2", "DescribeInstanceStatus"))).to.deep.equal(["ok", "ok"]);
  });

  it("as an instance that is not running has checks that say so", async () => {
    const emulator = new FakeEmulator(instanceStatusChecks(10_000), {
      RunInstances: launched,
      DescribeInstanceStatus: checks("not-applicable"),
    });
    await emulator.send("ec2", "RunInstances");
    const seen = statuses(await emulator.send("ec2", "DescribeInstanceStatus"));
    expect(seen).to.deep.equal(["not-applicable", "not-applicable"]);
  });
});

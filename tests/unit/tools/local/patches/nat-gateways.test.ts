import { expect } from "chai";

import { natGatewayFailures, natGatewayStates } from "../../../../../tools/local/patches/nat-gateways";
import { findAll, textsOf, type XmlElement } from "../../../../../tools/local/xml";
import { FakeEmulator, type Responses } from "../support";

const gateway = (state: string) => `<natGatewayId>nat-1</natGatewayId><state>${state}</state>`;
const gateways = (state: string) => `<R><natGatewaySet><item>${gateway(state)}</item></natGatewaySet></R>`;
const created = `<R><natGateway>${gateway("available")}</natGateway></R>`;
const states = (root: XmlElement) => textsOf(root, "state");

describe("the state of a NAT gateway in the emulator", () => {
  it("is pending at first, also in the response to its creation, and available later", async () => {
    const emulator = new FakeEmulator(natGatewayStates(40), {
      CreateNatGateway: created,
      DescribeNatGateways: gateways("available"),
    });
    expect(states(await emulator.send("ec2", "CreateNatGateway"))).to.deep.equal(["pending"]);
    expect(states(await emulator.send("ec2", "DescribeNatGateways"))).to.deep.equal(["pending"]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(states(await emulator.send("ec2", "DescribeNatGateways"))).to.deep.equal(["available"]);
  });

  it("is deleting, not pending, for a while after its deletion", async () => {
    const emulator = new FakeEmulator(natGatewayStates(10_000, 40), {
      CreateNatGateway: created,
      DeleteNatGateway: "<R/>",
      DescribeNatGateways: gateways("deleted"),
    });
    await emulator.send("ec2", "CreateNatGateway");
    await emulator.send("ec2", "DeleteNatGateway", { NatGatewayId: "nat-1" });
    expect(states(await emulator.send("ec2", "DescribeNatGateways"))).to.deep.equal(["deleting"]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(states(await emulator.send("ec2", "DescribeNatGateways"))).to.deep.equal(["deleted"]);
  });
});

const wanted = { SubnetId: "subnet-1", AllocationId: "eipalloc-1" };
const item = (content: string) => `<item>${content}</item>`;
const responses = (more: Responses): Responses => ({
  DescribeAddresses: `<R><addressesSet>${item("<allocationId>eipalloc-1</allocationId>")}</addressesSet></R>`,
  DescribeSubnets: `<R><subnetSet>${item("<vpcId>vpc-1</vpcId>")}</subnetSet></R>`,
  DescribeInternetGateways: `<R><internetGatewaySet>${item("")}</internetGatewaySet></R>`,
  DescribeNatGateways: "<R><natGatewaySet/></R>",
  CreateNatGateway: "<R><natGateway><natGatewayId>nat-1</natGatewayId></natGateway></R>",
  ...more,
});
const all = (root: XmlElement, name: string) => findAll(root, name).map(({ text }) => text);

async function statesAndReason(more: Responses): Promise<string[]> {
  const emulator = new FakeEmulator(natGatewayFailures(20), responses(more));
  const created = await emulator.send("ec2", "CreateNatGateway", wanted);
  const id = all(created, "natGatewayId")[0]!;
  const before = await emulator.send("ec2", "DescribeNatGateways", { "NatGatewayId.1": id });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const after = await emulator.send("ec2", "DescribeNatGateways", { "NatGatewayId.1": id });
  return [...all(before, "state"), ...all(after, "state"), ...all(after, "failureCode")];
}

describe("a NAT gateway in the emulator", () => {
  it("is created when nothing prevents it", async () => {
    const emulator = new FakeEmulator(natGatewayFailures(), responses({}));
    expect(all(await emulator.send("ec2", "CreateNatGateway", wanted), "natGatewayId")).to.deep.equal(["nat-1"]);
  });

  it("is pending, then failed, in a VPC without an internet gateway", async () => {
    const none = { DescribeInternetGateways: "<R><internetGatewaySet/></R>" };
    expect(await statesAndReason(none)).to.deep.equal(["pending", "failed", "Gateway.NotAttached"]);
  });

  it("fails while another one has its Elastic IP, also one that is being deleted", async () => {
    const held = "<natGatewayAddressSet><item><allocationId>eipalloc-1</allocationId></item></natGatewayAddressSet>";
    const other = `<R><natGatewaySet>${item(`<state>deleting</state>${held}`)}</natGatewaySet></R>`;
    expect(await statesAndReason({ DescribeNatGateways: other })).to.deep.equal([
      "pending",
      "failed",
      "Resource.AlreadyAssociated",
    ]);
  });

  it("fails with an Elastic IP that does not exist", async () => {
    const none = { DescribeAddresses: "<R><addressesSet/></R>" };
    expect(await statesAndReason(none)).to.deep.equal(["pending", "failed", "InvalidAllocationID.NotFound"]);
  });
});

import { expect } from "chai";

import { canonicalCidrs } from "../../../../../tools/local/patches/canonical-cidrs";
import { natGatewayFailures } from "../../../../../tools/local/patches/nat-gateway-failures";
import { findAll, type XmlElement } from "../../../../../tools/local/xml";
import { FakeEmulator, type Answers } from "../support";

const wanted = { SubnetId: "subnet-1", AllocationId: "eipalloc-1" };
const item = (content: string) => `<item>${content}</item>`;
const answers = (more: Answers): Answers => ({
  DescribeAddresses: `<R><addressesSet>${item("<allocationId>eipalloc-1</allocationId>")}</addressesSet></R>`,
  DescribeSubnets: `<R><subnetSet>${item("<vpcId>vpc-1</vpcId>")}</subnetSet></R>`,
  DescribeInternetGateways: `<R><internetGatewaySet>${item("")}</internetGatewaySet></R>`,
  DescribeNatGateways: "<R><natGatewaySet/></R>",
  CreateNatGateway: "<R><natGateway><natGatewayId>nat-1</natGatewayId></natGateway></R>",
  ...more,
});
const all = (root: XmlElement, name: string) => findAll(root, name).map(({ text }) => text);

async function fate(more: Answers): Promise<string[]> {
  const emulator = new FakeEmulator(natGatewayFailures(20), answers(more));
  const made = await emulator.send("ec2", "CreateNatGateway", wanted);
  const id = all(made, "natGatewayId")[0]!;
  const before = await emulator.send("ec2", "DescribeNatGateways", { "NatGatewayId.1": id });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const after = await emulator.send("ec2", "DescribeNatGateways", { "NatGatewayId.1": id });
  return [...all(before, "state"), ...all(after, "state"), ...all(after, "failureCode")];
}

describe("a NAT gateway in the emulator", () => {
  it("is made when nothing is in its way", async () => {
    const emulator = new FakeEmulator(natGatewayFailures(), answers({}));
    expect(all(await emulator.send("ec2", "CreateNatGateway", wanted), "natGatewayId")).to.deep.equal(["nat-1"]);
  });

  it("is pending, and then failed, in a VPC without an internet gateway", async () => {
    const none = { DescribeInternetGateways: "<R><internetGatewaySet/></R>" };
    expect(await fate(none)).to.deep.equal(["pending", "failed", "Gateway.NotAttached"]);
  });

  it("fails while another has its Elastic IP, one that is being deleted as well", async () => {
    const held = "<natGatewayAddressSet><item><allocationId>eipalloc-1</allocationId></item></natGatewayAddressSet>";
    const other = `<R><natGatewaySet>${item(`<state>deleting</state>${held}`)}</natGatewaySet></R>`;
    expect(await fate({ DescribeNatGateways: other })).to.deep.equal([
      "pending",
      "failed",
      "Resource.AlreadyAssociated",
    ]);
  });

  it("fails with an Elastic IP that does not exist", async () => {
    const none = { DescribeAddresses: "<R><addressesSet/></R>" };
    expect(await fate(none)).to.deep.equal(["pending", "failed", "InvalidAllocationID.NotFound"]);
  });
});

describe("CIDR blocks in the emulator", () => {
  it("lose their host bits before they are stored, and nothing else changes", async () => {
    const emulator = new FakeEmulator(canonicalCidrs(), { CreateVpc: "<R/>", CreateSubnet: "<R/>" });
    await emulator.send("ec2", "CreateVpc", { CidrBlock: "10.7.0.9/16" });
    await emulator.send("ec2", "CreateSubnet", { CidrBlock: "10.7.1.0/24" });
    expect(emulator.asked("CreateVpc")[0]).to.include({ CidrBlock: "10.7.0.0/16" });
    expect(emulator.asked("CreateSubnet")[0]).to.include({ CidrBlock: "10.7.1.0/24" });
  });
});

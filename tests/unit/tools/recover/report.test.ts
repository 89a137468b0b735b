import { expect } from "chai";

import { destructionLines, nameOf, planLines } from "../../../../tools/recover/report";
import { creating, item } from "./support";

describe("The report of a recovery", () => {
  it("lists operations, deletions and what stays, with reasons", () => {
    const clear = [creating("aws.ec2.Subnet", "vpc-public-1a")];
    const vpc = {
      item: item("aws.ec2.Vpc", "vpc-1", { name: "vpc-shop-stg" }),
      reason: "in a VPC that the state does not use",
    };
    const kept = { item: item("aws.ebs.Volume", "vol-1", { name: "" }), reason: "it may hold data" };
    expect(planLines({ clear, deletions: [vpc], kept: [kept] })).to.deep.equal([
      "Pending operations in the state, to be cleared:",
      "  creating subnet vpc-public-1a",
      "To be deleted in AWS:",
      "  VPC vpc-1 (vpc-shop-stg): in a VPC that the state does not use",
      "Left as they are:",
      "  volume vol-1: it may hold data",
    ]);
  });

  it("gives reasons for a destruction only where a resource has no tags", () => {
    const subnet = { item: item("aws.ec2.Subnet", "subnet-1"), reason: "has the tags" };
    const instance = { item: item("aws.ec2.Instance", "i-1", { tagged: false }), reason: "belongs to the VPC" };
    expect(destructionLines([instance, subnet])).to.deep.equal([
      "To be deleted in AWS:",
      "  instance i-1: belongs to the VPC",
      "  subnet subnet-1",
    ]);
  });

  it("is empty when there is nothing to do", () => {
    expect(planLines({ clear: [], deletions: [], kept: [] })).to.deep.equal([]);
    expect(destructionLines([])).to.deep.equal([]);
  });

  it("shortens ARNs, and does not repeat a name that is the ID", () => {
    expect(
      nameOf(item("aws.sns.Topic", "arn:aws:sns:eu-west-1:1:shop-stg-alarms-1", { name: "alarms-shop-stg" })),
    ).to.equal("topic shop-stg-alarms-1 (alarms-shop-stg)");
    expect(nameOf(item("aws.autoscaling.Group", "asg-shop-stg"))).to.equal("Auto Scaling group asg-shop-stg");
  });
});

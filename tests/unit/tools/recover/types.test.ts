import { expect } from "chai";

import { RESOURCE_TYPES, type ResourceTypeName } from "../../../../offline/resource-types";
import { DELETIONS } from "../../../../tools/recover/deletion";
import { COMPANIONS, orderOf, RECOVERY } from "../../../../tools/recover/types";
import { item } from "./support";

/** What must be gone before a resource can be deleted, as AWS's API reference says for each deletion. */
const ORDER: readonly (readonly [first: string, later: string])[] = [
  ["aws.autoscaling.Group", "aws.ec2.LaunchTemplate"],
  ["aws.autoscaling.Group", "aws.elb.LoadBalancer"],
  ["aws.autoscaling.Group", "aws.ec2.Subnet"],
  ["aws.elb.LoadBalancer", "aws.iam.ServerCertificate"],
  ["aws.elb.LoadBalancer", "aws.acm.Certificate"],
  // An alias would lead to a name that anybody could get; a deleted certificate no longer names its records.
  ["aws.route53.Record", "aws.elb.LoadBalancer"],
  ["aws.route53.Record", "aws.acm.Certificate"],
  ["aws.elb.LoadBalancer", "aws.ec2.SecurityGroup"],
  ["aws.elb.LoadBalancer", "aws.s3.Bucket"],
  ["aws.ec2.Instance", "aws.ec2.Eip"],
  ["aws.ec2.Instance", "aws.ec2.SecurityGroup"],
  ["aws.ec2.Instance", "aws.iam.InstanceProfile"],
  ["aws.ec2.NatGateway", "aws.ec2.Eip"],
  ["aws.ec2.NatGateway", "aws.ec2.Subnet"],
  // Public addresses in the VPC keep its internet gateway.
  ["aws.ec2.Eip", "aws.ec2.InternetGateway"],
  ["aws.ec2.AmiFromInstance", "aws.ebs.Snapshot"],
  ["aws.ec2.NetworkInterface", "aws.ec2.SecurityGroup"],
  ["aws.ec2.RouteTableAssociation", "aws.ec2.RouteTable"],
  ["aws.ec2.RouteTableAssociation", "aws.ec2.Subnet"],
  ["aws.ec2.Route", "aws.ec2.InternetGateway"],
  ["aws.ec2.VpcEndpoint", "aws.ec2.Vpc"],
  ["aws.ec2.Subnet", "aws.ec2.Vpc"],
  ["aws.ec2.SecurityGroup", "aws.ec2.Vpc"],
  ["aws.ec2.InternetGateway", "aws.ec2.Vpc"],
  ["aws.ec2.FlowLog", "aws.cloudwatch.LogGroup"],
  ["aws.ec2.FlowLog", "aws.iam.Role"],
  ["aws.iam.InstanceProfile", "aws.iam.Role"],
  ["aws.iam.RolePolicy", "aws.iam.Role"],
  ["aws.cloudwatch.MetricAlarm", "aws.sns.Topic"],
];

describe("The table of recovery by resource type", () => {
  for (const type of Object.keys(RESOURCE_TYPES) as ResourceTypeName[]) {
    it(`says for ${type} how it is found and deleted, or why it needs neither`, () => {
      const entry = RECOVERY[type];
      if ("none" in entry) {
        expect(entry.none).to.match(/^.{20}/);
        expect(DELETIONS).to.not.have.property(type);
      } else {
        expect(DELETIONS).to.have.property(type);
        expect(entry.order).to.be.above(0);
      }
    });
  }

  it("deletes what AWS creates with other resources, too", () => {
    for (const [type, { order }] of Object.entries(COMPANIONS)) {
      expect(DELETIONS).to.have.property(type);
      expect(order).to.be.above(0);
    }
  });

  for (const [first, later] of ORDER) {
    it(`deletes ${first} before ${later}`, () => {
      expect(orderOf(first)).to.be.below(orderOf(later));
    });
  }

  it("finds a resource with a Name tag by it, and not by another", () => {
    for (const [type, entry] of Object.entries(RECOVERY)) {
      if ("none" in entry || entry.foundBy !== "tags") continue;
      const found = item(type as ResourceTypeName, "id", { name: "a-shop-stg", parentId: "sg-1" });
      const inputs = { tags: { Name: "a-shop-stg" }, securityGroupId: "sg-1" };
      expect(entry.matches(found, inputs), type).to.equal(true);
      expect(entry.matches({ ...found, name: "b-shop-stg" }, inputs), type).to.equal(false);
      expect(entry.matches({ ...found, tagged: false }, inputs), type).to.equal(false);
      expect(entry.matches(found, {}), type).to.equal(false);
    }
  });

  it("finds a security group rule only in its group", () => {
    const entry = RECOVERY["aws.vpc.SecurityGroupEgressRule"];
    const rule = item("aws.vpc.SecurityGroupEgressRule", "sgr-1", { name: "rule", parentId: "sg-1" });
    expect("matches" in entry && entry.matches(rule, { tags: { Name: "rule" }, securityGroupId: "sg-2" })).to.equal(
      false,
    );
  });

  it("finds a bucket without tags by its prefix alone, and none without a prefix", () => {
    const entry = RECOVERY["aws.s3.Bucket"];
    const bucket = item("aws.s3.Bucket", "shop-stg-logs-1", { tagged: false });
    if ("none" in entry) throw new Error("a bucket needs recovery");
    expect(entry.matches(bucket, { bucketPrefix: "shop-stg-logs-" })).to.equal(true);
    expect(entry.matches(bucket, { bucketPrefix: "blog-stg-logs-" })).to.equal(false);
    expect(entry.matches(bucket, {})).to.equal(false);
  });
});

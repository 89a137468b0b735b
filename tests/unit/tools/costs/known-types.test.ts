import * as aws from "@pulumi/aws";
import { expect } from "chai";

import { DEFAULT_USAGE, estimate } from "../../../../tools/costs";
import { CHARGES } from "../../../../tools/costs/charges";
import { FREE } from "../../../../tools/costs/free";
import { deploy } from "../../../support";
import { costs, runs, type Run } from "./support";

/** Where prices are known of all that there is. */
const PRICED = (Object.keys(runs) as Run[]).filter((run) => run !== "unknownType" && run !== "elsewhere");

describe("Of every resource it is known whether it costs:", () => {
  for (const run of PRICED) {
    it(run, async () => {
      const { unknown, unpriced } = await costs(run);
      expect(unknown.map(({ type }) => type)).to.be.empty;
      expect(unpriced.map(({ what, name }) => `${what} of ${name}`)).to.be.empty;
    });
  }

  it("no type both costs and is free", () => {
    expect(Object.keys(CHARGES).filter((type) => FREE.has(type))).to.be.empty;
  });

  it("one that nobody has thought of is neither charged for nor called free", async () => {
    const { recording } = await deploy(() => {
      new aws.cloudwatch.Dashboard("d", { dashboardName: "d", dashboardBody: "{}" });
      new aws.ec2.Vpc("v", {});
    });
    const { unknown, free, lines } = estimate(recording, DEFAULT_USAGE);
    expect(unknown.map(({ type }) => type)).to.deep.equal(["aws:cloudwatch/dashboard:Dashboard"]);
    expect(free).to.deep.equal(["aws.ec2.Vpc"]);
    expect(lines).to.be.empty;
  });

  it("what is of a known type and of a kind that has no known price says so", async () => {
    const { recording } = await deploy(() => {
      new aws.ec2.VpcEndpoint("e", { vpcId: "vpc-1", serviceName: "ssm", vpcEndpointType: "Interface" });
      new aws.ec2.Instance("no-disk-size", { instanceType: "t3.micro" });
      new aws.ec2.Instance("old-disk", {
        instanceType: "t3.micro",
        rootBlockDevice: { volumeType: "gp2", volumeSize: 8 },
      });
      new aws.sns.TopicSubscription("s", { topic: "t", protocol: "sms", endpoint: "+81" });
      new aws.autoscaling.Group("no-template", { minSize: 1, maxSize: 2 });
    });
    const { unpriced } = estimate(recording, DEFAULT_USAGE);
    expect(unpriced.map(({ what, name }) => `${what} of ${name}`)).to.have.members([
      "VPC endpoint of e",
      "disk of no-disk-size",
      "disk of old-disk",
      "e-mail of s",
      "machine of no-template",
    ]);
  });

  it("a load balancer inside the VPC has no public address and sends nothing out", async () => {
    const { recording } = await deploy(() => {
      new aws.ec2.InternetGateway("i", {});
      new aws.elb.LoadBalancer("inside", { internal: true, subnets: ["subnet-1"], listeners: [] });
    });
    const { lines } = estimate(recording, DEFAULT_USAGE);
    expect(lines.map(({ what }) => what)).to.deep.equal(["Classic Load Balancer", "data through the load balancer"]);
  });
});

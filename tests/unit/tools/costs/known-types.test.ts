import * as aws from "@pulumi/aws";
import { DEFAULT_USAGE, estimate } from "../../../../tools/costs";
import { deploy } from "../../../support";
import { costs, runs, type Run } from "./support";

const PRICED = (Object.keys(runs) as Run[]).filter((run) => run !== "unknownType" && run !== "elsewhere");

describe("The price of every resource is known:", () => {
  for (const run of PRICED) {
    it(run, async () => {
      const { unpriced } = await costs(run);
      expect(unpriced.map(({ what, name }) => `${what} of ${name}`)).to.be.empty;
    });
  }

  it("a resource of an unknown type is neither charged nor free", async () => {
    const { recording } = await deploy(() => {
      new aws.cloudwatch.Dashboard("d", { dashboardName: "d", dashboardBody: "{}" });
      new aws.ec2.Vpc("v", {});
    });
    const { unknown, lines } = estimate(recording, DEFAULT_USAGE);
    expect(unknown.map(({ type }) => type)).to.deep.equal(["aws:cloudwatch/dashboard:Dashboard"]);
    expect(lines).to.be.empty;
  });

  it("a resource of a known type without a known price is unpriced", async () => {
    const { recording } = await deploy(() => {
      new aws.ec2.VpcEndpoint("e", { vpcId: "vpc-1", serviceName: "ssm", vpcEndpointType: "Interface" });
      new aws.ec2.Instance("no-volume-size", { instanceType: "t3.micro" });
      new aws.ec2.Instance("old-volume", {
        instanceType: "t3.micro",
        rootBlockDevice: { volumeType: "gp2", volumeSize: 8 },
      });
      new aws.sns.TopicSubscription("s", { topic: "t", protocol: "sms", endpoint: "+81" });
      new aws.autoscaling.Group("no-template", { minSize: 1, maxSize: 2 });
    });
    const { unpriced } = estimate(recording, DEFAULT_USAGE);
    expect(unpriced.map(({ what, name }) => `${what} of ${name}`)).to.have.members([
      "VPC endpoint of e",
      "EBS volume of no-volume-size",
      "EBS volume of old-volume",
      "e-mail of s",
      "EC2 instance of no-template",
    ]);
  });

  it("an internal load balancer has no public address and sends nothing to the internet", async () => {
    const { recording } = await deploy(() => {
      new aws.ec2.InternetGateway("i", {});
      new aws.elb.LoadBalancer("inside", { internal: true, subnets: ["subnet-1"], listeners: [] });
    });
    const { lines } = estimate(recording, DEFAULT_USAGE);
    expect(lines.map(({ what }) => what)).to.deep.equal([
      "Classic Load Balancer",
      "data processed by the load balancer",
    ]);
  });
});

import { Secret, type Deployment } from "../../support";
import { needs, shortName, shortNames, urnsOf } from "../../support/names";
import { rulesOf } from "../../support/rules";
import { variant } from "../../support/variants";

describe("The stage prod", () => {
  let prod: Deployment;
  let planned: Deployment;

  before(async () => {
    prod = await variant("prod");
    planned = await variant("prod", { preview: true });
  });

  it("has alarms on each NAT gateway, the load balancer, its certificate and the group, with one topic", () => {
    const alarms = prod.all("aws.cloudwatch.MetricAlarm");
    expect(alarms).to.have.length(10);
    const topic = prod.only("aws.sns.Topic").outputs.arn;
    for (const { inputs } of alarms) expect(inputs.alarmActions).to.deep.equal([topic]);
    expect(prod.byName("web-group-size").inputs.threshold).to.equal(2);
    const about = ["nat-gateway-1c-drops", "load-balancer-healthy", "web-group-size"].map((name) => [
      prod.byName(name).inputs.dimensions,
      (prod.byName(name).inputs.alarmDescription as string).split(" ")[0],
    ]);
    expect(about).to.deep.equal([
      [{ NatGatewayId: prod.byName("nat-gateway-1c", "aws.ec2.NatGateway").id }, "servicename-prod-nat-1c"],
      [{ LoadBalancerName: "elb-servicename-prod" }, "elb-servicename-prod"],
      [{ AutoScalingGroupName: "asg-servicename-prod" }, "asg-servicename-prod"],
    ]);
  });

  it("protects the VPC, the subnets and the load balancer, and nothing that a NAT switch or a key rotation replaces", () => {
    expect(
      prod.resources
        .filter(({ options }) => options.protect === true)
        .map(shortName)
        .sort(),
    ).to.deep.equal([
      "LoadBalancer load-balancer",
      "Subnet vpc-private-1a",
      "Subnet vpc-private-1c",
      "Subnet vpc-public-1a",
      "Subnet vpc-public-1c",
      "Vpc vpc",
    ]);
  });

  it("has web servers that redirect, detailed monitoring, and access logs that a destroy keeps", () => {
    const { userData, monitoring } = prod.only("aws.ec2.LaunchTemplate").inputs;
    expect(Buffer.from(userData as string, "base64").toString()).to.contain("\nHTTP_MODE='redirect'\n");
    expect(monitoring).to.deep.equal({ enabled: true });
    expect(prod.only("aws.elb.LoadBalancer").inputs.accessLogs).to.deep.equal({
      bucket: prod.only("aws.s3.Bucket").outputs.bucket,
      enabled: true,
      interval: 5,
    });
    expect(prod.only("aws.s3.Bucket").inputs.forceDestroy).to.be.false;
  });

  it("enables access logs only after the bucket policy allows them", () => {
    expect(needs(prod, prod.only("aws.elb.LoadBalancer"))).to.include.members([
      "Bucket access-logs",
      "BucketPolicy access-logs",
    ]);
  });

  it("has only the created login key as a secret output, and an address per NAT gateway", () => {
    const secrets = Object.keys(prod.outputs).filter((key) => prod.outputs[key] instanceof Secret);
    expect(secrets).to.deep.equal(["sshPrivateKey"]);
    expect(prod.outputs.natKind).to.equal("gateway");
    expect(prod.outputs.natPublicIps).to.have.length(2);
  });

  it("has the same resources, rules and output names in a preview", () => {
    expect(urnsOf(planned)).to.deep.equal(urnsOf(prod));
    expect(rulesOf(planned)).to.deep.equal(rulesOf(prod));
    expect(Object.keys(planned.outputs).sort()).to.deep.equal(Object.keys(prod.outputs).sort());
  });

  it("has the same logical names as stg for what both have", async () => {
    const stg = await variant("stg");
    const kindless = (run: Deployment) => shortNames(run).filter((name) => !/nat|AmiFromInstance/.test(name));
    expect(kindless(prod)).to.include.members(kindless(stg));
  });
});

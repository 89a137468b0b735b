import { expect } from "chai";

import { Secret, type Deployment } from "../../support";
import { needs, shortName, shortNames, urnsOf, veiled } from "../../support/names";
import { rulesOf } from "../../support/rules";
import { variant } from "../../support/variants";

const ZONES = ["1a", "1c"];

describe("The stage prod", () => {
  let prod: Deployment;
  let planned: Deployment;

  before(async () => {
    prod = await variant("prod");
    planned = await variant("prod", { preview: true });
  });

  it("consists of exactly these resources besides security group rules and alarms", () => {
    const names = shortNames(prod)
      .map(veiled)
      .filter((name) => !/gressRule |MetricAlarm /.test(name));
    expect(names).to.deep.equal(
      [
        "AmiFromInstance web-VERSION",
        "Bucket access-logs",
        "BucketLifecycleConfiguration access-logs",
        "BucketOwnershipControls access-logs",
        "BucketPolicy access-logs",
        "BucketPublicAccessBlock access-logs",
        "BucketServerSideEncryptionConfiguration access-logs",
        "DefaultSecurityGroup vpc-default",
        "FlowLog flow-logs",
        "Group web-group",
        "Instance web",
        "InternetGateway vpc-internet",
        "KeyPair login-key",
        "LaunchTemplate web-group",
        "ListenerPolicy load-balancer-https",
        "LoadBalancer load-balancer",
        "LoadBalancerPolicy load-balancer-tls",
        "LogGroup flow-logs",
        "Policy web-group-cpu",
        "PrivateKey certificate",
        "PrivateKey login-key",
        "Role flow-logs",
        "RolePolicy flow-logs",
        "Route vpc-public-default",
        "RouteTable vpc-public",
        "SecurityGroup access-loadbalancer",
        "SecurityGroup access-web",
        "SelfSignedCert certificate",
        "ServerCertificate certificate",
        "Stash amazon-linux-arm64-1",
        "Stash certificate-renewal",
        "Stash web-group-version",
        "Topic alarms",
        "Vpc vpc",
        "VpcEndpoint vpc-s3",
        ...ZONES.flatMap((zone) => [
          `Eip nat-gateway-${zone}`,
          `NatGateway nat-gateway-${zone}`,
          `Route nat-private-default-${zone}`,
          `RouteTable vpc-private-${zone}`,
          `RouteTableAssociation vpc-private-${zone}`,
          `RouteTableAssociation vpc-public-${zone}`,
          `Subnet vpc-private-${zone}`,
          `Subnet vpc-public-${zone}`,
        ]),
      ].sort(),
    );
  });

  it("has alarms on each NAT gateway, the load balancer, its certificate and the group, with one topic", () => {
    const alarms = prod.all("aws.cloudwatch.MetricAlarm");
    expect(alarms.map(({ name }) => name).sort()).to.deep.equal([
      "certificate-expiry",
      "load-balancer-errors",
      "load-balancer-healthy",
      "load-balancer-latency",
      "load-balancer-queue",
      "nat-gateway-1a-drops",
      "nat-gateway-1a-ports",
      "nat-gateway-1c-drops",
      "nat-gateway-1c-ports",
      "web-group-size",
    ]);
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

  it("has these outputs, of which only the created login key is a secret", () => {
    expect(Object.keys(prod.outputs).sort()).to.deep.equal([
      "autoScalingGroupName",
      "certificateArn",
      "certificateExpiresAt",
      "httpUrl",
      "httpsUrl",
      "loadBalancerDnsName",
      "natKind",
      "natPublicIps",
      "privateRouteTableIds",
      "privateSubnetIds",
      "publicSubnetIds",
      "sshPrivateKey",
      "vpcId",
      "webImageId",
      "webImageRecipes",
      "webSecurityGroupId",
    ]);
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

import { expect } from "chai";

import { Secret, tag, type Deployment } from "../../support";
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

  it("is made of these resources besides security group rules and alarms, and of no other", () => {
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

  it("is watched by alarms on each NAT gateway, on the load balancer, on its certificate and on the group, all to one topic", () => {
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

  it("lets exactly this be sent and received", () => {
    expect(rulesOf(prod)).to.deep.equal([
      "egress loadbalancer tcp 80 to web",
      "egress web icmp 8/0 to 0.0.0.0/0",
      "egress web tcp 443 to 0.0.0.0/0",
      "egress web tcp 80 to 0.0.0.0/0",
      "ingress loadbalancer tcp 443 from 0.0.0.0/0",
      "ingress loadbalancer tcp 80 from 0.0.0.0/0",
      "ingress web tcp 80 from loadbalancer",
    ]);
  });

  it("has these names in its second zone, and its own everywhere", () => {
    const names = prod.resources
      .filter(({ name, inputs }) => name.endsWith("-1c") && inputs.tags !== undefined)
      .map((resource) => tag(resource, "Name"));
    expect(new Set(names)).to.deep.equal(
      new Set([
        "servicename-prod-nat-1c",
        "servicename-prod-nat-gateway-1c",
        "rtb-servicename-prod-private-1c",
        "subnet-servicename-prod-private-1c",
        "subnet-servicename-prod-public-1c",
      ]),
    );
  });

  it("protects the VPC, the subnets and the load balancer, and nothing that a switch or a rotation replaces", () => {
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

  it("has two to four servers over both private subnets, and a load balancer in both public ones", () => {
    const { minSize, maxSize, vpcZoneIdentifiers } = prod.only("aws.autoscaling.Group").inputs;
    expect([minSize, maxSize]).to.deep.equal([2, 4]);
    expect(vpcZoneIdentifiers).to.deep.equal(["subnet-vpc-private-1a", "subnet-vpc-private-1c"]);
    expect(prod.only("aws.elb.LoadBalancer").inputs.subnets).to.deep.equal([
      "subnet-vpc-public-1a",
      "subnet-vpc-public-1c",
    ]);
  });

  it("tells web servers to redirect, watches them by the minute, and keeps access logs", () => {
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

  it("has a load balancer that is told of the bucket only when it may write there", () => {
    expect(needs(prod, prod.only("aws.elb.LoadBalancer"))).to.include.members([
      "Bucket access-logs",
      "BucketPolicy access-logs",
    ]);
  });

  it("gives outputs of these names, the made login key alone as a secret", () => {
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

  it("is planned with the same resources, rules and names of outputs", () => {
    expect(urnsOf(planned)).to.deep.equal(urnsOf(prod));
    expect(rulesOf(planned)).to.deep.equal(rulesOf(prod));
    expect(Object.keys(planned.outputs).sort()).to.deep.equal(Object.keys(prod.outputs).sort());
  });

  it("has the logical names that stg has for what both have", async () => {
    const stg = await variant("stg");
    const kindless = (run: Deployment) => shortNames(run).filter((name) => !/nat|AmiFromInstance/.test(name));
    expect(kindless(prod)).to.include.members(kindless(stg));
  });
});

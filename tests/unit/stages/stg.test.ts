import { expect } from "chai";

import { Secret, UNKNOWN, type Deployment } from "../../support";
import { nameTags, needs, shortName, shortNames, urnsOf, veiled } from "../../support/names";
import { rulesOf } from "../../support/rules";
import { variant } from "../../support/variants";

describe("The stage stg", () => {
  let stg: Deployment;
  let planned: Deployment;

  before(async () => {
    stg = await variant("stg");
    planned = await variant("stg", { preview: true });
  });

  it("is the tutorial's environment: these resources besides security group rules, and no other", () => {
    expect(
      shortNames(stg)
        .map(veiled)
        .filter((name) => !name.includes("gressRule ")),
    ).to.deep.equal([
      "AmiFromInstance web-VERSION",
      "DefaultSecurityGroup vpc-default",
      "Eip nat-instance-1a",
      "EipAssociation nat-instance-1a",
      "Group web-group",
      "Instance nat-instance-1a",
      "Instance web",
      "InternetGateway vpc-internet",
      "KeyPair login-key",
      "LaunchTemplate web-group",
      "ListenerPolicy load-balancer-https",
      "LoadBalancer load-balancer",
      "LoadBalancerPolicy load-balancer-tls",
      "PrivateKey certificate",
      "PrivateKey login-key",
      "Route nat-private-default-1a",
      "Route vpc-public-default",
      "RouteTable vpc-private-1a",
      "RouteTable vpc-public",
      "RouteTableAssociation vpc-private-1a",
      "RouteTableAssociation vpc-public-1a",
      "SecurityGroup access-loadbalancer",
      "SecurityGroup access-nat",
      "SecurityGroup access-web",
      "SelfSignedCert certificate",
      "ServerCertificate certificate",
      "Stash amazon-linux-arm64-1",
      "Stash certificate-renewal",
      "Stash nat-instance-1a-last-broken",
      "Stash web-group-version",
      "Subnet vpc-private-1a",
      "Subnet vpc-public-1a",
      "Vpc vpc",
      "VpcEndpoint vpc-s3",
    ]);
  });

  it("lets exactly this be sent and received", () => {
    expect(rulesOf(stg)).to.deep.equal([
      "egress loadbalancer tcp 80 to web",
      "egress nat icmp 8/0 to 0.0.0.0/0",
      "egress nat tcp 443 to 0.0.0.0/0",
      "egress nat tcp 80 to 0.0.0.0/0",
      "egress web icmp 8/0 to 0.0.0.0/0",
      "egress web tcp 443 to 0.0.0.0/0",
      "egress web tcp 80 to 0.0.0.0/0",
      "ingress loadbalancer tcp 443 from 0.0.0.0/0",
      "ingress loadbalancer tcp 80 from 0.0.0.0/0",
      "ingress nat icmp 8/0 from 10.0.1.0/24",
      "ingress nat tcp 443 from 10.0.1.0/24",
      "ingress nat tcp 80 from 10.0.1.0/24",
      "ingress web tcp 80 from loadbalancer",
    ]);
  });

  it("has these names, by which people know its things in the console", () => {
    const named = stg.resources.filter(
      ({ inputs, type }) => inputs.tags !== undefined && !Array.isArray(inputs.tags) && !type.includes("gressRule"),
    );
    const tags = Object.entries(nameTags(named)).map(([name, value]) => [veiled(name), value]);
    expect(Object.fromEntries(tags)).to.deep.equal({
      "AmiFromInstance web-VERSION": "servicename-stg-web",
      "DefaultSecurityGroup vpc-default": "securitygroup-servicename-stg-default",
      "Eip nat-instance-1a": "servicename-stg-nat-instance-1a",
      "Instance nat-instance-1a": "servicename-stg-nat",
      "Instance web": "servicename-stg-web",
      "InternetGateway vpc-internet": "igw-servicename-stg",
      "KeyPair login-key": "servicename-stg-key",
      "LaunchTemplate web-group": "lt-servicename-stg",
      "LoadBalancer load-balancer": "elb-servicename-stg",
      "RouteTable vpc-private-1a": "rtb-servicename-stg-private-1a",
      "RouteTable vpc-public": "rtb-servicename-stg-public",
      "SecurityGroup access-loadbalancer": "securitygroup-servicename-stg-loadbalancer",
      "SecurityGroup access-nat": "securitygroup-servicename-stg-nat",
      "SecurityGroup access-web": "securitygroup-servicename-stg-web",
      "ServerCertificate certificate": "certificate-servicename-stg",
      "Subnet vpc-private-1a": "subnet-servicename-stg-private-1a",
      "Subnet vpc-public-1a": "subnet-servicename-stg-public-1a",
      "Vpc vpc": "vpc-servicename-stg",
      "VpcEndpoint vpc-s3": "vpce-servicename-stg-s3",
    });
    expect(stg.only("aws.autoscaling.Group").inputs.name).to.equal("asg-servicename-stg");
    expect(stg.only("aws.elb.LoadBalancer").inputs.name).to.equal("elb-servicename-stg");
  });

  it("gives these outputs, the made login key alone as a secret", () => {
    const { webImageRecipes, sshPrivateKey, certificateExpiresAt, ...outputs } = stg.outputs;
    const dnsName = "elb-servicename-stg-1234567890.ap-northeast-1.elb.amazonaws.com";
    expect(outputs).to.deep.equal({
      vpcId: "vpc-vpc",
      publicSubnetIds: ["subnet-vpc-public-1a"],
      privateSubnetIds: ["subnet-vpc-private-1a"],
      privateRouteTableIds: ["rtb-vpc-private-1a"],
      webSecurityGroupId: "sg-access-web",
      natKind: "instance",
      natPublicIps: [stg.only("aws.ec2.Eip").outputs.publicIp],
      loadBalancerDnsName: dnsName,
      httpUrl: `http://${dnsName}/`,
      httpsUrl: `https://${dnsName}/`,
      autoScalingGroupName: "asg-servicename-stg",
      webImageId: stg.only("aws.ec2.AmiFromInstance").id,
      certificateArn: stg.only("aws.iam.ServerCertificate").outputs.arn,
    });
    expect([stg.only("aws.ec2.AmiFromInstance").name]).to.deep.equal(
      (webImageRecipes as string[]).map((r) => `web-${r}`),
    );
    expect(certificateExpiresAt).to.match(/^\d{4}-\d\d-\d\dT/);
    expect(sshPrivateKey).to.be.instanceOf(Secret);
  });

  it("is planned with the same resources, inputs that are known, and outputs of the same names", () => {
    expect(urnsOf(planned)).to.deep.equal(urnsOf(stg));
    expect(Object.keys(planned.outputs).sort()).to.deep.equal(Object.keys(stg.outputs).sort());
    expect(planned.outputs.vpcId).to.equal(UNKNOWN);
    expect(planned.outputs.natKind).to.equal("instance");
    expect(rulesOf(planned)).to.deep.equal(rulesOf(stg));
  });

  it("protects nothing: it comes and goes", () => {
    expect(stg.resources.filter(({ options }) => options.protect === true).map(shortName)).to.deep.equal([]);
  });

  it("asks AWS who we are, then what the last deployment left, before anything else", () => {
    expect(stg.calls.slice(0, 2).map(({ token }) => token)).to.deep.equal([
      "aws:index/getCallerIdentity:getCallerIdentity",
      "pulumi:pulumi:StackReference",
    ]);
  });

  it("starts the web server's machine only after its egress and every rule exist", () => {
    const rules = stg.resources.filter(({ type }) => type.includes("gressRule")).map(shortName);
    expect(rules).to.have.length(13);
    for (const [resource, exactly] of [
      [
        stg.byName("web", "aws.ec2.Instance"),
        ["Subnet vpc-private-1a", "KeyPair login-key", "Stash amazon-linux-arm64-1"],
      ],
      [
        stg.only("aws.autoscaling.Group"),
        ["Subnet vpc-private-1a", "LaunchTemplate web-group", "LoadBalancer load-balancer"],
      ],
    ] as const) {
      expect(needs(stg, resource)).to.have.members([
        ...exactly,
        "Route nat-private-default-1a",
        "RouteTableAssociation vpc-private-1a",
        "VpcEndpoint vpc-s3",
        ...rules,
        "SecurityGroup access-loadbalancer",
        "SecurityGroup access-nat",
        "SecurityGroup access-web",
      ]);
    }
  });

  it("starts the NAT instance only after its own egress, its security group and every rule exist", () => {
    const nat = needs(stg, stg.byName("nat-instance-1a", "aws.ec2.Instance"));
    expect(nat).to.include.members([
      "Route vpc-public-default",
      "RouteTableAssociation vpc-public-1a",
      "VpcEndpoint vpc-s3",
      "SecurityGroup access-nat",
      "SecurityGroupEgressRule access-nat-to-anyone-tcp443",
    ]);
  });

  it("makes its machines of the Amazon Linux that the stage keeps", () => {
    for (const machine of stg.all("aws.ec2.Instance")) {
      expect(stg.refersTo(machine, "ami"), machine.name).to.deep.equal(["amazon-linux-arm64-1"]);
    }
  });

  it("starts web servers from the golden image, in the group's launch template", () => {
    const image = stg.only("aws.ec2.AmiFromInstance");
    expect(stg.refersTo(stg.only("aws.ec2.LaunchTemplate"), "imageId")).to.deep.equal([image.name]);
    expect(stg.refersTo(image, "sourceInstanceId")).to.deep.equal(["web"]);
  });
});

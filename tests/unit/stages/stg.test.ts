import { Secret, UNKNOWN, type Deployment } from "../../support";
import { needs, shortName, urnsOf } from "../../support/names";
import { rulesOf } from "../../support/rules";
import { variant } from "../../support/variants";

describe("The stage stg", () => {
  let stg: Deployment;
  let planned: Deployment;

  before(async () => {
    stg = await variant("stg");
    planned = await variant("stg", { preview: true });
  });

  it("has these outputs, of which only the created login key is a secret", () => {
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
      loadBalancerZoneId: "Z14GRHDCWA56QT",
      httpUrl: `http://${dnsName}/`,
      httpsUrl: `https://${dnsName}/`,
      autoScalingGroupName: "asg-servicename-stg",
      webImageId: stg.only("aws.ec2.AmiFromInstance").id,
      certificateArn: stg.only("aws.iam.ServerCertificate").outputs.arn,
    });
    expect(stg.only("aws.ec2.AmiFromInstance").name).to.equal(`web-${(webImageRecipes as string[]).join()}`);
    expect(certificateExpiresAt).to.match(/^\d{4}-\d\d-\d\dT/);
    expect(sshPrivateKey).to.be.instanceOf(Secret);
  });

  it("has the same resources, rules and output names in a preview, with known inputs", () => {
    expect(urnsOf(planned)).to.deep.equal(urnsOf(stg));
    expect(Object.keys(planned.outputs).sort()).to.deep.equal(Object.keys(stg.outputs).sort());
    expect(planned.outputs.vpcId).to.equal(UNKNOWN);
    expect(planned.outputs.natKind).to.equal("instance");
    expect(rulesOf(planned)).to.deep.equal(rulesOf(stg));
  });

  it("has no deletion protection", () => {
    expect(stg.resources.filter(({ options }) => options.protect === true).map(shortName)).to.deep.equal([]);
  });

  it("starts build instance and web servers only after their egress and every rule exist", () => {
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
});

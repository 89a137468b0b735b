import { NOT_KNOWN, type GraphResource, type Literal } from "../../../../policy/graph";
import { analyze, type Reachability } from "../../../../policy/reachability";
import { ALL, INTERNET, twoSubnets, type TwoSubnets } from "../support/graph-builder";
import { between } from "../support/descriptions";

type Build = (twoSubnets: TwoSubnets, group: GraphResource) => void;

function analyzeWith(build: Build): Reachability {
  const here = twoSubnets();
  build(here, here.builder.securityGroup("group", here.vpc));
  return analyze(here.builder.graph());
}

const notes = (reach: Reachability): string[] => reach.unclear.map(({ text }) => text);

const RULE = "aws.vpc.SecurityGroupIngressRule";
const SSH = { ipProtocol: "tcp", fromPort: 22, toPort: 22 };

function sshRule(properties: Readonly<Record<string, Literal>>): Build {
  return ({ builder }, group) => builder.add(RULE, "rule", { ...SSH, ...properties }, { securityGroupId: group });
}

const CASES: Readonly<Record<string, readonly [build: Build, ...notes: readonly string[]]>> = {
  "an unsupported type": [
    ({ builder }) => builder.add("aws.ec2.VpcPeeringConnection", "peering"),
    "peering: aws.ec2.VpcPeeringConnection is not supported",
  ],
  "a rule with an unknown range": [sshRule({ cidrIpv4: NOT_KNOWN }), "rule: cidrIpv4 is partly unknown"],
  "a rule with an invalid range": [sshRule({ cidrIpv4: "10.0.0.1" }), "rule: has an invalid IPv4 range"],
  "a rule with an invalid IPv6 range": [sshRule({ cidrIpv6: "everywhere" }), "rule: has an invalid IPv6 range"],
  "a rule with unknown ports": [
    sshRule({ fromPort: NOT_KNOWN, cidrIpv4: "0.0.0.0/0" }),
    "rule: protocol and ports are unknown or invalid",
  ],
  "a rule that refers to a group outside the stack": [
    sshRule({ referencedSecurityGroupId: "sg-0123456789abcdef0" }),
    "rule: refers to a security group outside this stack",
  ],
  "a rule that refers to a prefix list other than S3's": [
    sshRule({ prefixListId: "pl-0123456789abcdef0" }),
    "rule: refers to a prefix list other than S3's",
  ],
  "a rule of a group outside the stack": [
    ({ builder }) => builder.add(RULE, "rule", { ...SSH, cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-1" }),
    "rule: securityGroupId refers to no resource of this stack",
  ],
  "unknown inline rules": [
    ({ builder, vpc }) => builder.add("aws.ec2.SecurityGroup", "other", { ingress: NOT_KNOWN }, { vpcId: vpc }),
    "other: ingress is partly unknown",
  ],
  "an instance with a group outside the stack": [
    ({ builder, publicSubnet }) =>
      builder.add("aws.ec2.Instance", "host", { vpcSecurityGroupIds: ["sg-0123"] }, { subnetId: publicSubnet }),
    "host: vpcSecurityGroupIds refers to a resource outside this stack",
  ],
  "an instance outside the stack's subnets": [
    ({ builder }) => builder.add("aws.ec2.Instance", "host", { subnetId: "subnet-1" }),
    "host: is in no subnet of this stack",
  ],
  "an instance with network interfaces": [
    ({ builder, publicSubnet }, group) =>
      builder.instance("host", publicSubnet, [group], { networkInterfaces: [{ deviceIndex: 1 }] }),
    "host: networkInterfaces is not supported",
  ],
  "an instance with an unknown source/destination check": [
    ({ builder, publicSubnet }, group) =>
      builder.instance("host", publicSubnet, [group], { sourceDestCheck: NOT_KNOWN }),
    "host: sourceDestCheck is unknown",
  ],
  "an auto scaling group without a launch template": [
    ({ builder, privateSubnet: subnet }) =>
      builder.add("aws.autoscaling.Group", "fleet", { launchConfiguration: "a" }, { vpcZoneIdentifiers: [subnet] }),
    "fleet: launchConfiguration is not supported",
    "fleet: launchTemplate refers to no resource of this stack",
  ],
  "a launch template with several network interfaces": [
    ({ builder, privateSubnet }) => {
      const launchTemplate = builder.add("aws.ec2.LaunchTemplate", "template", { networkInterfaces: [{}, {}] });
      builder.add("aws.autoscaling.Group", "fleet", {}, { launchTemplate, vpcZoneIdentifiers: [privateSubnet] });
    },
    "template: several networkInterfaces are not supported",
  ],
  "a listener with unknown ports": [
    ({ builder, publicSubnet }, group) =>
      builder.loadBalancer("lb", [publicSubnet], {
        groups: [group],
        ports: [],
        properties: { listeners: [{ lbPort: NOT_KNOWN, instancePort: 80 }, NOT_KNOWN] },
      }),
    "lb: listener ports are unknown",
    "lb: listeners is partly unknown",
  ],
  "an Elastic IP association with a resource outside the stack": [
    ({ builder }) => builder.add("aws.ec2.EipAssociation", "address", { instanceId: "i-0123456789abcdef0" }),
    "address: is associated with a resource outside this stack",
  ],
  "a route with an unsupported target": [
    ({ builder, privateTable }) => {
      const properties = { destinationCidrBlock: "0.0.0.0/0", transitGatewayId: "tgw-1" };
      builder.add("aws.ec2.Route", "route", properties, { routeTableId: privateTable });
    },
    "route: has an unsupported target",
  ],
  "a route for IPv6 or a prefix list": [
    ({ builder, privateTable, igw }) => {
      const references = { routeTableId: privateTable, gatewayId: igw };
      builder.add("aws.ec2.Route", "list", { destinationPrefixListId: "pl-1" }, references);
      builder.add("aws.ec2.Route", "six", { destinationIpv6CidrBlock: "::/0" }, references);
    },
    "list: destinationPrefixListId is not supported",
    "six: destinationIpv6CidrBlock is not supported",
  ],
  "a second route to the same range": [
    ({ builder, publicTable, publicSubnet }) =>
      builder.route(publicTable, "0.0.0.0/0", builder.natGateway("nat", publicSubnet)),
    "public-0.0.0.0/0-to-nat: public already has a route to 0.0.0.0/0",
  ],
  "inline routes": [
    ({ builder, vpc }) =>
      builder.add("aws.ec2.RouteTable", "table", { routes: [{ cidrBlock: "0.0.0.0/0" }] }, { vpcId: vpc }),
    "table: routes is not supported",
  ],
  "a second route table of a subnet": [
    ({ builder, publicSubnet, privateTable }) => builder.associate(publicSubnet, privateTable),
    "public: public already has a route table",
  ],
  "an endpoint of another service, or of another kind": [
    ({ builder, vpc }) => {
      builder.add("aws.ec2.VpcEndpoint", "db", { serviceName: "com.amazonaws.eu-west-1.dynamodb" }, { vpcId: vpc });
      const properties = { serviceName: "com.amazonaws.eu-west-1.s3", vpcEndpointType: "Interface" };
      builder.add("aws.ec2.VpcEndpoint", "s3", properties, { vpcId: vpc });
    },
    "db: is not an S3 gateway endpoint, the only supported kind",
    "s3: is not an S3 gateway endpoint, the only supported kind",
  ],
  "IPv6 in the network": [
    ({ builder }) => {
      const range = { cidrBlock: "10.6.0.0/16", assignGeneratedIpv6CidrBlock: true };
      const vpc = builder.add("aws.ec2.Vpc", "six", range);
      const properties = { cidrBlock: "10.6.0.0/24", ipv6CidrBlock: "2001:db8::/64" };
      builder.add("aws.ec2.Subnet", "six-a", properties, { vpcId: vpc });
    },
    "six-a: ipv6CidrBlock is not supported",
    "six: assignGeneratedIpv6CidrBlock is not supported",
  ],
  "a VPC or subnet with an unknown range": [
    ({ builder, vpc }) => {
      builder.add("aws.ec2.Vpc", "pooled", { ipv4IpamPoolId: "pool" });
      builder.add("aws.ec2.Subnet", "later", { cidrBlock: NOT_KNOWN }, { vpcId: vpc });
    },
    "later: cidrBlock is not a valid IPv4 range",
    "pooled: cidrBlock is not a valid IPv4 range",
  ],
};

describe("The notes of the reachability analysis", () => {
  for (const [what, [build, ...said]] of Object.entries(CASES)) {
    it(`mention ${what}`, () => {
      expect(notes(analyzeWith(build))).to.deep.equal(said);
    });
  }

  it("are empty if everything is supported, and ignore resources without a network", () => {
    const reach = analyzeWith(({ builder, publicSubnet }, group) => {
      builder.instance("host", publicSubnet, [group], { networkInterfaces: [], ipv6AddressCount: null });
      for (const type of ["aws.s3.Bucket", "aws.iam.Role", "aws.ec2.KeyPair", "tls.PrivateKey", "pulumi.Stash"]) {
        builder.add(type, type);
      }
    });
    expect(notes(reach)).to.deep.equal([]);
  });

  it("name the resource, and leave the rest of the analysis as it is", () => {
    const { builder, vpc, publicSubnet } = twoSubnets();
    const group = builder.securityGroup("group", vpc);
    builder.elasticIp(builder.instance("host", publicSubnet, [group]));
    builder.ingress(group, INTERNET, { ports: 80 });
    const rule = builder.add(RULE, "rule", { ...SSH, cidrIpv4: NOT_KNOWN }, { securityGroupId: group });
    const reach = analyze(builder.graph());
    expect(reach.unclear.map(({ urn }) => urn)).to.deep.equal([rule.urn]);
    expect(between(reach, "the internet", "host")).to.deep.equal(["tcp 80"]);
  });

  it("are empty for resources of the same name, whose endpoints include the type", () => {
    const { builder, vpc, publicSubnet } = twoSubnets();
    const group = builder.securityGroup("group", vpc);
    builder.ingress(group, INTERNET, ALL);
    builder.instance("site", publicSubnet, [group]);
    builder.loadBalancer("site", [publicSubnet], { groups: [group], ports: [[80, 80]] });
    expect(analyze(builder.graph()).endpoints.map(({ id }) => id)).to.deep.equal([
      "the internet",
      "site (aws.elb.LoadBalancer)",
      "site (aws.ec2.Instance)",
    ]);
  });
});

import { expect } from "chai";

import { NOT_KNOWN, type GraphResource } from "../../../../policy/graph";
import { analyse, type Reachability } from "../../../../policy/reachability";
import { ALL, ANYONE, home, type Home } from "../support/networks";
import { between } from "../support/words";

type Draw = (home: Home, group: GraphResource) => void;

function drawn(draw: Draw): Reachability {
  const here = home();
  draw(here, here.sketch.group("group", here.vpc));
  return analyse(here.sketch.graph());
}

function notes(reach: Reachability): string[] {
  return reach.unclear.map(({ text }) => text);
}

const RULE = "aws.vpc.SecurityGroupIngressRule";
const SSH = { ipProtocol: "tcp", fromPort: 22, toPort: 22 };

/** What cannot be read, and what is said of it. */
const CASES: Readonly<Record<string, readonly [draw: Draw, ...notes: readonly string[]]>> = {
  "a type that nobody has taught it": [
    ({ sketch }) => sketch.add("aws.ec2.VpcPeeringConnection", "peering"),
    "peering: aws.ec2.VpcPeeringConnection is not modelled",
  ],
  "a service that nobody has taught it": [
    ({ sketch }) => sketch.add("aws.rds.Instance", "database"),
    "database: aws.rds.Instance is not modelled",
  ],
  "a rule whose range only a deployment can tell": [
    ({ sketch }, group) => sketch.add(RULE, "rule", { ...SSH, cidrIpv4: NOT_KNOWN }, { securityGroupId: group }),
    "rule: cidrIpv4 is not known as a whole",
  ],
  "a rule whose range is none": [
    ({ sketch }, group) => sketch.add(RULE, "rule", { ...SSH, cidrIpv4: "10.0.0.1" }, { securityGroupId: group }),
    "rule: names a range that is not IPv4",
  ],
  "a rule whose IPv6 range is none": [
    ({ sketch }, group) => sketch.add(RULE, "rule", { ...SSH, cidrIpv6: "everywhere" }, { securityGroupId: group }),
    "rule: names a range that is not IPv6",
  ],
  "a rule whose ports only a deployment can tell": [
    ({ sketch }, group) => {
      const properties = { ...SSH, fromPort: NOT_KNOWN, cidrIpv4: "0.0.0.0/0" } as const;
      sketch.add(RULE, "rule", properties, { securityGroupId: group });
    },
    "rule: protocol and ports are not known, or make no sense",
  ],
  "a rule for a group outside of the stack": [
    ({ sketch }, group) => {
      const properties = { ...SSH, referencedSecurityGroupId: "sg-0123456789abcdef0" };
      sketch.add(RULE, "rule", properties, { securityGroupId: group });
    },
    "rule: names a group that is not in this stack",
  ],
  "a rule for a prefix list that is not S3's": [
    ({ sketch }, group) => {
      sketch.add(RULE, "rule", { ...SSH, prefixListId: "pl-0123456789abcdef0" }, { securityGroupId: group });
    },
    "rule: names a prefix list that is not S3's",
  ],
  "a rule in a group outside of the stack": [
    ({ sketch }) => sketch.add(RULE, "rule", { ...SSH, cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-1" }),
    "rule: securityGroupId leads to nothing in this stack",
  ],
  "rules inside a group that only a deployment can tell": [
    ({ sketch, vpc }) => sketch.add("aws.ec2.SecurityGroup", "other", { ingress: NOT_KNOWN }, { vpcId: vpc }),
    "other: ingress is not known as a whole",
  ],
  "a machine with a group outside of the stack": [
    ({ sketch, publicSubnet }) => {
      const properties = { vpcSecurityGroupIds: ["sg-0123456789abcdef0"] };
      sketch.add("aws.ec2.Instance", "host", properties, { subnetId: publicSubnet });
    },
    "host: vpcSecurityGroupIds names something that is not in this stack",
  ],
  "a machine outside of the stack's subnets": [
    ({ sketch }) => sketch.add("aws.ec2.Instance", "host", { subnetId: "subnet-1" }),
    "host: stands in no subnet of this stack",
  ],
  "a machine with interfaces of its own": [
    ({ sketch, publicSubnet }, group) =>
      sketch.machine("host", publicSubnet, [group], { networkInterfaces: [{ deviceIndex: 1 }] }),
    "host: networkInterfaces is not modelled",
  ],
  "a machine of which nobody knows whether it forwards": [
    ({ sketch, publicSubnet }, group) => sketch.machine("host", publicSubnet, [group], { sourceDestCheck: NOT_KNOWN }),
    "host: sourceDestCheck is not known",
  ],
  "a group without a template": [
    ({ sketch, privateSubnet }) =>
      sketch.add(
        "aws.autoscaling.Group",
        "fleet",
        { launchConfiguration: "old" },
        { vpcZoneIdentifiers: [privateSubnet] },
      ),
    "fleet: launchConfiguration is not modelled",
    "fleet: launchTemplate leads to nothing in this stack",
  ],
  "a template with several interfaces": [
    ({ sketch, privateSubnet }) => {
      const launchTemplate = sketch.add("aws.ec2.LaunchTemplate", "template", { networkInterfaces: [{}, {}] });
      sketch.add("aws.autoscaling.Group", "fleet", {}, { launchTemplate, vpcZoneIdentifiers: [privateSubnet] });
    },
    "template: several networkInterfaces are not modelled",
  ],
  "a listener whose ports only a deployment can tell": [
    ({ sketch, publicSubnet }, group) =>
      sketch.balancer("lb", [publicSubnet], {
        groups: [group],
        ports: [],
        properties: { listeners: [{ lbPort: NOT_KNOWN, instancePort: 80 }, NOT_KNOWN] },
      }),
    "lb: listeners is not known as a whole",
    "lb: the ports of a listener are not known",
  ],
  "an address for something outside of the stack": [
    ({ sketch }) => sketch.add("aws.ec2.EipAssociation", "address", { instanceId: "i-0123456789abcdef0" }),
    "address: gives an address to something that is not in this stack",
  ],
  "a route to something else": [
    ({ sketch, privateTable }) => {
      const properties = { destinationCidrBlock: "0.0.0.0/0", transitGatewayId: "tgw-1" };
      sketch.add("aws.ec2.Route", "route", properties, { routeTableId: privateTable });
    },
    "route: leads to something that is not modelled",
  ],
  "a route for IPv6 or a prefix list": [
    ({ sketch, privateTable, igw }) => {
      const references = { routeTableId: privateTable, gatewayId: igw };
      sketch.add("aws.ec2.Route", "list", { destinationPrefixListId: "pl-1" }, references);
      sketch.add("aws.ec2.Route", "six", { destinationIpv6CidrBlock: "::/0" }, references);
    },
    "list: destinationPrefixListId is not modelled",
    "six: destinationIpv6CidrBlock is not modelled",
  ],
  "a second route to the same place": [
    ({ sketch, publicTable, publicSubnet }) => {
      const nat = sketch.natGateway("nat", publicSubnet);
      sketch.route(publicTable, "0.0.0.0/0", nat);
    },
    "public-0.0.0.0/0-to-nat: public has another route to 0.0.0.0/0",
  ],
  "routes inside a table": [
    ({ sketch, vpc }) =>
      sketch.add("aws.ec2.RouteTable", "table", { routes: [{ cidrBlock: "0.0.0.0/0" }] }, { vpcId: vpc }),
    "table: routes is not modelled",
  ],
  "a second table for a subnet": [
    ({ sketch, publicSubnet, privateTable }) =>
      sketch.add("aws.ec2.RouteTableAssociation", "second", {}, { subnetId: publicSubnet, routeTableId: privateTable }),
    "second: public uses another route table already",
  ],
  "an endpoint of another service, or of another kind": [
    ({ sketch, vpc }) => {
      sketch.add("aws.ec2.VpcEndpoint", "db", { serviceName: "com.amazonaws.eu-west-1.dynamodb" }, { vpcId: vpc });
      const properties = { serviceName: "com.amazonaws.eu-west-1.s3", vpcEndpointType: "Interface" };
      sketch.add("aws.ec2.VpcEndpoint", "s3", properties, { vpcId: vpc });
    },
    "db: is not a gateway endpoint of S3, which is the only kind that is modelled",
    "s3: is not a gateway endpoint of S3, which is the only kind that is modelled",
  ],
  "IPv6 in the network": [
    ({ sketch }) => {
      const vpc = sketch.add("aws.ec2.Vpc", "six", {
        cidrBlock: "10.6.0.0/16",
        assignGeneratedIpv6CidrBlock: true,
      });
      const properties = { cidrBlock: "10.6.0.0/24", ipv6CidrBlock: "2001:db8::/64" };
      sketch.add("aws.ec2.Subnet", "six-a", properties, { vpcId: vpc });
    },
    "six-a: ipv6CidrBlock is not modelled",
    "six: assignGeneratedIpv6CidrBlock is not modelled",
  ],
  "a VPC or subnet whose range only a deployment can tell": [
    ({ sketch, vpc }) => {
      sketch.add("aws.ec2.Vpc", "pooled", { ipv4IpamPoolId: "pool" });
      sketch.add("aws.ec2.Subnet", "later", { cidrBlock: NOT_KNOWN }, { vpcId: vpc });
    },
    "later: cidrBlock is not a known IPv4 range",
    "pooled: cidrBlock is not a known IPv4 range",
  ],
};

describe("What reachability cannot tell", () => {
  for (const [what, [draw, ...said]] of Object.entries(CASES)) {
    it(`is said of ${what}`, () => {
      expect(notes(drawn(draw))).to.deep.equal(said);
    });
  }

  it("is nothing where all is modelled, and of what is no part of a network", () => {
    const reach = drawn(({ sketch, publicSubnet }, group) => {
      sketch.machine("host", publicSubnet, [group], { networkInterfaces: [], ipv6AddressCount: null });
      for (const type of ["aws.s3.Bucket", "aws.iam.Role", "aws.ec2.KeyPair", "tls.PrivateKey", "pulumi.Stash"]) {
        sketch.add(type, type);
      }
    });
    expect(notes(reach)).to.deep.equal([]);
  });

  it("names the resource, and leaves the rest as it is", () => {
    const { sketch, vpc, publicSubnet } = home();
    const group = sketch.group("group", vpc);
    sketch.elasticIp(sketch.machine("host", publicSubnet, [group]));
    sketch.in(group, ANYONE, { ports: 80 });
    const rule = sketch.add(RULE, "rule", { ...SSH, cidrIpv4: NOT_KNOWN }, { securityGroupId: group });
    const reach = analyse(sketch.graph());
    expect(reach.unclear.map(({ urn }) => urn)).to.deep.equal([rule.urn]);
    expect(between(reach, "anyone", "host")).to.deep.equal(["tcp 80"]);
  });

  it("does not keep it from telling things with the same name apart", () => {
    const { sketch, vpc, publicSubnet } = home();
    const group = sketch.group("group", vpc);
    sketch.in(group, ANYONE, ALL);
    sketch.machine("site", publicSubnet, [group]);
    sketch.balancer("site", [publicSubnet], { groups: [group], ports: [[80, 80]] });
    expect(analyse(sketch.graph()).parties.map(({ id }) => id)).to.deep.equal([
      "anyone",
      "site (aws.elb.LoadBalancer)",
      "site (aws.ec2.Instance)",
    ]);
  });
});

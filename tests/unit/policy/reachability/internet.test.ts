import type { GraphResource } from "../../../../policy/graph";
import { analyze, type Reachability } from "../../../../policy/reachability";
import { ALL, INTERNET, twoSubnets, type GraphBuilder, type PeerOf, type TwoSubnets } from "../support/graph-builder";
import { between } from "../support/descriptions";

function hostWith(build: (builder: GraphBuilder, group: GraphResource) => void): Reachability {
  const { builder, vpc, publicSubnet } = twoSubnets();
  const group = builder.securityGroup("group", vpc);
  builder.elasticIp(builder.instance("host", publicSubnet, [group]));
  build(builder, group);
  return analyze(builder.graph());
}

function openTo(...peers: readonly PeerOf[]): Reachability {
  return hostWith((builder, group) => {
    for (const peer of peers) builder.ingress(group, peer, { ports: 22 });
  });
}

function outsiders(reach: Reachability): string[] {
  return reach.endpoints.filter(({ urn }) => urn === undefined).map(({ id }) => id);
}

const BLOCKED = ["none: no ingress rule of group matches (all traffic)"];

describe("The internet", () => {
  it("matches a rule for 0.0.0.0/0", () => {
    const reach = openTo(INTERNET);
    expect(between(reach, "the internet", "host")).to.deep.equal(["tcp 22"]);
    expect(outsiders(reach)).to.deep.equal(["the internet"]);
  });

  it("matches ranges that cover the world together, although none does alone", () => {
    const halves = openTo({ range: "0.0.0.0/1" }, { range: "128.0.0.0/1" });
    expect(between(halves, "the internet", "host")).to.deep.equal(["tcp 22"]);
    expect(outsiders(halves)).to.deep.equal(["the internet"]);
    expect(halves.between("the internet", "host").flows.flatMap(({ via }) => via[2]?.text)).to.have.members([
      "rule group-from-0.0.0.0/1-22-tcp allows tcp 22 from 0.0.0.0/1",
      "rule group-from-128.0.0.0/1-22-tcp allows tcp 22 from 128.0.0.0/1",
    ]);
    const nested = openTo(...["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"].map((range) => ({ range })));
    expect(outsiders(nested)).to.deep.equal(["the internet"]);
    expect(between(nested, "the internet", "host")).to.deep.equal(["tcp 22"]);
  });

  it("matches ranges that leave out only addresses that the internet does not route", () => {
    // All except 0.0.0.0/8, 10.0.0.0/8, 127.0.0.0/8 and everything from 224.0.0.0.
    const ranges = [
      ...["1.0.0.0/8", "2.0.0.0/7", "4.0.0.0/6", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6", "16.0.0.0/4", "32.0.0.0/3"],
      ...["64.0.0.0/3", "96.0.0.0/4", "112.0.0.0/5", "120.0.0.0/6", "124.0.0.0/7", "126.0.0.0/8"],
      ...["128.0.0.0/2", "192.0.0.0/3"],
    ];
    const reach = openTo(...ranges.map((range) => ({ range })));
    expect(outsiders(reach)).to.deep.equal(["the internet"]);
    expect(between(reach, "the internet", "host")).to.deep.equal(["tcp 22"]);
    const oneLess = openTo(...ranges.slice(1).map((range) => ({ range })));
    expect(outsiders(oneLess)).to.deep.equal(["the internet", "the rest of the internet"]);
    expect(between(oneLess, "the rest of the internet", "host")).to.deep.equal(BLOCKED);
    expect(oneLess.endpointAt("1.2.3.4")?.id).to.equal("the rest of the internet");
  });

  it("is the larger part if rules divide the world", () => {
    const reach = openTo({ range: "0.0.0.0/1" }, { range: "128.0.0.0/2" });
    expect(between(reach, "the internet", "host")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "the rest of the internet", "host")).to.deep.equal(BLOCKED);
  });

  it("matches a rule for ::/0, although nothing has an IPv6 address yet", () => {
    for (const ipv6 of ["::/0", "::/1", "2000::/3", "2001:db8::/31"]) {
      expect(between(openTo({ ipv6 }), "the internet", "host"), ipv6).to.deep.equal(["tcp 22"]);
    }
    expect(between(openTo({ ipv6: "2001:db8::/32" }), "the internet", "host")).to.deep.equal(BLOCKED);
  });

  it("has no addresses that it does not route, nor those of the VPC", () => {
    const reach = openTo(INTERNET, { range: "192.168.0.0/16" }, { range: "10.0.0.0/8" });
    expect(outsiders(reach)).to.deep.equal(["the internet"]);
    for (const address of [
      ...["0.1.2.3", "10.0.0.7", "10.9.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254"],
      ...["172.31.255.255", "192.168.1.1", "224.0.0.1", "240.0.0.1"],
    ]) {
      expect(reach.endpointAt(address), address).to.equal(undefined);
    }
    expect(between(openTo({ range: "10.0.0.0/8" }), "the internet", "host")).to.deep.equal(BLOCKED);
    for (const address of ["100.128.0.0", "172.32.0.1", "223.255.255.255"]) {
      expect(reach.endpointAt(address)?.id, address).to.equal("the internet");
    }
    for (const text of ["somewhere", "1.2.3.4/8"]) {
      expect(() => reach.endpointAt(text)).to.throw(`"${text}" is not an IPv4 address`);
    }
    expect(() => reach.between("the internet", "missing")).to.throw(
      'unknown endpoint "missing"; the endpoints are the internet, host',
    );
  });
});

describe("A range on the internet", () => {
  it("is an endpoint if it has more access than the internet", () => {
    const reach = openTo({ range: "203.0.113.0/24" });
    expect(outsiders(reach)).to.deep.equal(["the internet", "203.0.113.0/24"]);
    expect(between(reach, "203.0.113.0/24", "host")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "the internet", "host")).to.deep.equal(BLOCKED);
    expect(between(reach, "the internet", "203.0.113.0/24")).to.deep.equal([
      "none: both endpoints are outside the VPC",
    ]);
  });

  it("is part of the internet if it has the same access", () => {
    const reach = openTo({ range: "203.0.113.0/24" }, INTERNET);
    expect(outsiders(reach)).to.deep.equal(["the internet"]);
    expect(reach.endpointAt("203.0.113.5")?.id).to.equal("the internet");
  });

  it("excludes a narrower range with more access", () => {
    const reach = hostWith((builder, group) => {
      builder.ingress(group, { range: "203.0.113.0/24" }, { ports: 22 });
      builder.ingress(group, { range: "203.0.113.128/25" }, { ports: 443 });
    });
    expect(between(reach, "203.0.113.0/24", "host")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "203.0.113.128/25", "host")).to.deep.equal(["tcp 22, 443"]);
    expect(reach.endpointAt("203.0.113.127")?.id).to.equal("203.0.113.0/24");
    expect(reach.endpointAt("203.0.113.128")?.id).to.equal("203.0.113.128/25");
  });

  it("can be a receiver too", () => {
    const reach = hostWith((builder, group) => {
      builder.egress(group, { range: "198.51.100.0/24" }, { ports: 443 });
    });
    expect(between(reach, "host", "198.51.100.0/24")).to.deep.equal(["tcp 443"]);
    expect(between(reach, "host", "the internet")).to.deep.equal([
      "none: no egress rule of group matches (all traffic)",
    ]);
  });
});

describe("An instance", () => {
  /** An instance whose group allows all inbound traffic. */
  function host(build: (twoSubnets: TwoSubnets, group: GraphResource) => void): Reachability {
    const here = twoSubnets();
    const group = here.builder.securityGroup("open", here.vpc);
    here.builder.ingress(group, INTERNET, ALL);
    build(here, group);
    return analyze(here.builder.graph());
  }

  it("without a public IP address is unreachable, however open its group is", () => {
    const reach = host(({ builder, publicSubnet, privateSubnet }, group) => {
      builder.instance("private", privateSubnet, [group]);
      builder.instance("public", publicSubnet, [group]);
    });
    for (const name of ["private", "public"]) {
      expect(between(reach, "the internet", name)).to.deep.equal([`none: ${name} has no public IP address`]);
    }
  });

  it("with a public IP address is unreachable in a subnet without a route to the internet", () => {
    const reach = host(({ builder, privateSubnet }, group) => {
      builder.elasticIp(builder.instance("private", privateSubnet, [group]));
    });
    expect(between(reach, "the internet", "private")).to.deep.equal([
      "none: no route in private leads from private to the internet",
    ]);
  });

  it("with a public IP address is unreachable if its return traffic leaves through a NAT", () => {
    const reach = host(({ builder, publicSubnet, privateSubnet, privateTable }, group) => {
      builder.route(privateTable, "0.0.0.0/0", builder.natGateway("nat", publicSubnet));
      builder.elasticIp(builder.instance("private", privateSubnet, [group]));
    });
    expect(between(reach, "the internet", "private")).to.deep.equal([
      "none: return traffic of private does not leave by the internet gateway: route private-0.0.0.0/0-to-nat in private sends 0.0.0.0/0 to nat",
    ]);
  });

  it("gets a public IP address from an association, an Elastic IP, its own setting or its subnet's", () => {
    const reach = host(({ builder, vpc, publicTable, publicSubnet }, group) => {
      const mapping = { cidrBlock: "10.0.2.0/24", mapPublicIpOnLaunch: true };
      const giving = builder.add("aws.ec2.Subnet", "giving", mapping, { vpcId: vpc });
      builder.associate(giving, publicTable);
      builder.elasticIp(builder.instance("associated", publicSubnet, [group]));
      builder.add("aws.ec2.Eip", "own", {}, { instance: builder.instance("addressed", publicSubnet, [group]) });
      builder.instance("asking", publicSubnet, [group], { associatePublicIpAddress: true });
      builder.instance("given", giving, [group]);
      builder.instance("declining", giving, [group], { associatePublicIpAddress: false });
      const [asks, declines] = ["true", "false"].map((value) => ({ associatePublicIpAddress: value }));
      builder.autoScalingGroup("fleet-asking", [publicSubnet], { groups: [group], properties: asks! });
      builder.autoScalingGroup("fleet-given", [giving], { groups: [group] });
      builder.autoScalingGroup("fleet-declining", [giving], { groups: [group], properties: declines! });
    });
    const words = Object.fromEntries(
      reach.endpoints.slice(1).map(({ id }) => [id, reach.between("the internet", id).flows[0]?.via[0]?.text]),
    );
    expect(words).to.deep.equal({
      associated: "association associated gives associated a public IP address",
      addressed: "Elastic IP own gives addressed a public IP address",
      asking: "asking assigns a public IP address at launch",
      given: "giving assigns a public IP address at launch",
      declining: undefined,
      "fleet-asking": "fleet-asking assigns a public IP address at launch",
      "fleet-given": "giving assigns a public IP address at launch",
      "fleet-declining": undefined,
    });
  });

  it("of an auto scaling group is reachable if it is in one of its subnets", () => {
    const reach = host(({ builder, publicSubnet, privateSubnet }, group) => {
      const properties = { associatePublicIpAddress: "true" };
      builder.autoScalingGroup("fleet", [privateSubnet, publicSubnet], { groups: [group], properties });
    });
    expect(between(reach, "the internet", "fleet")).to.deep.equal(["all traffic"]);
  });
});

import type { GraphResource } from "../../../../policy/graph";
import { analyze, type Reachability } from "../../../../policy/reachability";
import { ALL, INTERNET, twoSubnets, type TwoSubnets } from "../support/graph-builder";
import { between } from "../support/descriptions";

type Nat = Record<"hosts" | "group" | "instance", GraphResource>;

/** An instance in the private subnet, and a NAT instance in the public one; the first can send all traffic. */
function withNatInstance(build: (twoSubnets: TwoSubnets, nat: Nat) => void, sourceDestCheck = false): Reachability {
  const here = twoSubnets();
  const { builder, vpc, privateTable, privateSubnet, publicSubnet } = here;
  const [hosts, group] = [builder.securityGroup("hosts", vpc), builder.securityGroup("nats", vpc)];
  builder.egress(hosts, INTERNET, ALL);
  builder.instance("host", privateSubnet, [hosts]);
  const instance = builder.instance("nat", publicSubnet, [group], sourceDestCheck ? {} : { sourceDestCheck });
  builder.elasticIp(instance);
  builder.route(privateTable, "0.0.0.0/0", instance);
  build(here, { hosts, group, instance });
  return analyze(builder.graph());
}

function withOpenNatInstance(build: (twoSubnets: TwoSubnets, nat: Nat) => void = () => undefined, check = false) {
  return withNatInstance((here, nat) => {
    here.builder.ingress(nat.group, INTERNET, ALL);
    here.builder.egress(nat.group, INTERNET, ALL);
    build(here, nat);
  }, check);
}

/** An instance in the private subnet with an open group, and a NAT gateway. */
function withNatGateway(
  build: (twoSubnets: TwoSubnets) => void = () => undefined,
  properties: Readonly<Record<string, string>> = {},
): Reachability {
  const here = twoSubnets();
  const { builder, vpc, privateTable, privateSubnet, publicSubnet } = here;
  builder.instance("host", privateSubnet, [builder.openGroup("hosts", vpc)]);
  builder.route(privateTable, "0.0.0.0/0", builder.natGateway("nat", publicSubnet, properties));
  build(here);
  return analyze(builder.graph());
}

describe("A NAT gateway", () => {
  it("opens a path to the internet, and none back in", () => {
    const reach = withNatGateway();
    expect(between(reach, "host", "the internet")).to.deep.equal(["tcp, udp and icmp through nat"]);
    expect(between(reach, "the internet", "host")).to.deep.equal(["none: host has no public IP address"]);
    expect(between(reach, "the internet", "nat")).to.deep.equal(["none: nat accepts no inbound connections"]);
    expect(between(reach, "nat", "host")).to.deep.equal(["none: nat does not open connections"]);
  });

  it("needs a public IP address", () => {
    const reach = withNatGateway(undefined, { connectivityType: "private" });
    expect(between(reach, "host", "the internet")).to.deep.equal(["none: nat has no public IP address"]);
  });

  it("uses the routes of its own subnet, even to another NAT gateway", () => {
    const reach = withNatGateway(({ builder, vpc, privateSubnet }) => {
      const table = builder.routeTable("inner", vpc);
      builder.route(table, "0.0.0.0/0", builder.natGateway("inner", privateSubnet));
      const others = builder.openGroup("others", vpc);
      builder.instance("other", builder.subnet("inner", vpc, "10.0.4.0/24", table), [others]);
    });
    expect(between(reach, "other", "the internet")).to.deep.equal(["tcp, udp and icmp through inner, then nat"]);
  });
});

describe("A NAT instance", () => {
  it("forwards the intersection of its hosts' outbound rules and its own inbound and outbound rules", () => {
    const reach = withNatInstance(({ builder }, { group }) => {
      builder.ingress(group, { range: "10.0.1.0/24" }, { ports: [1, 443] });
      builder.ingress(group, { range: "10.0.1.0/24" }, { protocol: "icmp", ports: [8, 0] });
      builder.egress(group, INTERNET, { ports: [80, 8080] });
      builder.egress(group, { range: "203.0.113.0/24" }, { protocol: "icmp", ports: [-1, -1] });
    });
    expect(between(reach, "host", "the internet")).to.deep.equal(["tcp 80-443 through nat"]);
    expect(between(reach, "host", "203.0.113.0/24")).to.deep.equal(["tcp 80-443 and ping through nat"]);
    expect(between(reach, "nat", "the internet")).to.deep.equal(["tcp 80-8080"]);
    expect(between(reach, "the internet", "host")).to.deep.equal(["none: host has no public IP address"]);
    expect(reach.endpoints.find(({ id }) => id === "nat")?.kind).to.equal("natInstance");
  });

  it("matches its hosts by their group", () => {
    const reach = withNatInstance(({ builder }, { hosts, group }) => {
      builder.ingress(group, { group: hosts }, { ports: 80 });
      builder.egress(group, INTERNET, ALL);
    });
    expect(between(reach, "host", "the internet")).to.deep.equal(["tcp 80 through nat"]);
  });

  it("is not the destination of internet traffic, which the host's own rules must allow", () => {
    const { builder, vpc, publicSubnet, privateTable, privateSubnet } = twoSubnets();
    const [hosts, nats] = [builder.securityGroup("hosts", vpc), builder.securityGroup("nats", vpc)];
    builder.egress(hosts, { group: nats }, ALL);
    builder.ingress(nats, INTERNET, ALL);
    builder.egress(nats, INTERNET, ALL);
    builder.instance("host", privateSubnet, [hosts]);
    const nat = builder.instance("nat", publicSubnet, [nats], { sourceDestCheck: false });
    builder.elasticIp(nat);
    builder.route(privateTable, "0.0.0.0/0", nat);
    const reach = analyze(builder.graph());
    expect(between(reach, "host", "nat")).to.deep.equal(["all traffic"]);
    expect(between(reach, "host", "the internet")).to.deep.equal([
      "none: no egress rule of hosts matches (all traffic)",
    ]);
  });

  it("drops forwarded traffic with the source/destination check on, the default", () => {
    expect(between(withOpenNatInstance(undefined, true), "host", "the internet")).to.deep.equal([
      "none: the source/destination check of nat drops forwarded traffic",
    ]);
  });

  it("opens no path into the VPC, however open it is", () => {
    const reach = withOpenNatInstance(({ builder, vpc, publicSubnet }, { group }) => {
      const shut = builder.securityGroup("shut", vpc);
      builder.ingress(shut, { group }, ALL);
      builder.instance("shut", publicSubnet, [shut]);
    });
    expect(between(reach, "the internet", "nat")).to.deep.equal(["all traffic"]);
    expect(between(reach, "the internet", "host")).to.deep.equal(["none: host has no public IP address"]);
    expect(between(reach, "the internet", "shut")).to.deep.equal(["none: shut has no public IP address"]);
    expect(between(reach, "host", "shut")).to.deep.equal(["none: no ingress rule of shut matches (all traffic)"]);
  });

  it("that routes to itself blocks traffic", () => {
    const { builder, vpc, privateTable, privateSubnet } = twoSubnets();
    const group = builder.openGroup("open", vpc);
    builder.instance("host", privateSubnet, [group]);
    builder.route(
      privateTable,
      "0.0.0.0/0",
      builder.instance("nat", privateSubnet, [group], { sourceDestCheck: false }),
    );
    const reach = analyze(builder.graph());
    const why = ["none: traffic would loop through nat"];
    expect(between(reach, "host", "the internet")).to.deep.equal(why);
    expect(between(reach, "nat", "the internet")).to.deep.equal(why);
  });

  it("that routes to another one, which routes back, blocks traffic", () => {
    const { builder, vpc, privateTable, privateSubnet } = twoSubnets();
    const group = builder.openGroup("open", vpc);
    const [hostTable, otherTable] = [builder.routeTable("hosts", vpc), builder.routeTable("other", vpc)];
    builder.instance("host", builder.subnet("hosts", vpc, "10.0.5.0/24", hostTable), [group]);
    const nat = builder.natGateway("nat", privateSubnet);
    builder.route(hostTable, "0.0.0.0/0", nat);
    builder.route(
      privateTable,
      "0.0.0.0/0",
      builder.natGateway("other", builder.subnet("other", vpc, "10.0.6.0/24", otherTable)),
    );
    builder.route(otherTable, "0.0.0.0/0", nat);
    expect(between(analyze(builder.graph()), "host", "the internet")).to.deep.equal([
      "none: traffic would loop through nat",
    ]);
  });

  it("needs a local route for return traffic to its hosts", () => {
    const reach = withOpenNatInstance(({ builder, publicTable }, { instance }) =>
      builder.route(publicTable, "10.0.1.0/24", instance),
    );
    expect(between(reach, "host", "the internet")).to.deep.equal([
      "none: route public-10.0.1.0/24-to-nat in public sends 10.0.1.0/24 to nat, not to host",
    ]);
  });
});

describe("S3", () => {
  it("is reached through the gateway endpoint of a subnet's route table, whatever its routes", () => {
    const { builder, vpc, privateTable, privateSubnet } = twoSubnets();
    const s3 = builder.s3Endpoint(vpc, [privateTable]);
    const group = builder.securityGroup("hosts", vpc);
    builder.egress(group, { s3 }, ALL);
    builder.instance("host", privateSubnet, [group]);
    const reach = analyze(builder.graph());
    expect(between(reach, "host", "s3")).to.deep.equal(["tcp 80, 443"]);
    expect(between(reach, "s3", "host")).to.deep.equal(["none: S3 does not open connections"]);
    expect(between(reach, "host", "the internet")).to.deep.equal([
      "none: no egress rule of hosts matches (all traffic)",
    ]);
  });

  it("is reached over the internet without a gateway endpoint", () => {
    const reach = withNatGateway(({ builder, vpc }) => builder.s3Endpoint(vpc, [builder.routeTable("unused", vpc)]));
    expect(between(reach, "host", "s3")).to.deep.equal(["tcp 80, 443 through nat"]);
  });

  it("is reached through the gateway endpoint of a NAT's route table, if the host has none", () => {
    const reach = withNatInstance(({ builder, vpc, publicTable }, { group }) => {
      const s3 = builder.s3Endpoint(vpc, [publicTable]);
      builder.ingress(group, { range: "10.0.1.0/24" }, { ports: 443 });
      builder.egress(group, { s3 }, { ports: 443 });
    });
    expect(between(reach, "host", "s3")).to.deep.equal(["tcp 443 through nat"]);
    expect(between(reach, "host", "the internet")).to.deep.equal(["none: no egress rule of nats matches (tcp 443)"]);
  });
});

import { analyze } from "../../../../policy/reachability";
import { ALL, INTERNET, twoSubnets } from "../support/graph-builder";
import { between, proof } from "../support/descriptions";

describe("Routes", () => {
  it("connect a subnet without a route table of its own only within the VPC", () => {
    const { builder, vpc, publicSubnet } = twoSubnets();
    const group = builder.openGroup("open", vpc);
    builder.elasticIp(builder.instance("lost", builder.subnet("lost", vpc, "10.0.9.0/24"), [group]));
    builder.elasticIp(builder.instance("host", publicSubnet, [group]));
    const before = analyze(builder.graph());
    const why = ["none: no route in the main route table of vpc leads from lost to the internet"];
    expect(between(before, "lost", "the internet")).to.deep.equal(why);
    expect(between(before, "the internet", "lost")).to.deep.equal(why);
    expect(between(before, "lost", "host")).to.deep.equal(["all traffic"]);
  });

  it("of the main route table apply to every subnet without one of its own", () => {
    const { builder, vpc, igw } = twoSubnets();
    const group = builder.securityGroup("open", vpc);
    builder.egress(group, INTERNET, ALL);
    builder.elasticIp(builder.instance("host", builder.subnet("lost", vpc, "10.0.9.0/24"), [group]));
    // The VPC's property for the id of its main route table.
    builder.route(vpc, "0.0.0.0/0", igw);
    expect(between(analyze(builder.graph()), "host", "the internet")).to.deep.equal(["all traffic"]);
  });

  it("apply by the longest prefix", () => {
    const { builder, vpc, publicSubnet, privateTable, privateSubnet } = twoSubnets();
    const group = builder.openGroup("open", vpc);
    builder.route(privateTable, "0.0.0.0/0", builder.natGateway("nat", publicSubnet));
    const trap = builder.instance("trap", publicSubnet, [group]);
    builder.route(privateTable, "203.0.113.0/24", trap);
    builder.route(privateTable, "203.0.113.64/26", builder.natGateway("other-nat", publicSubnet));
    builder.instance("host", privateSubnet, [group]);
    const reach = analyze(builder.graph());
    expect(between(reach, "host", "203.0.113.0/24")).to.deep.equal([
      "none: the source/destination check of trap drops forwarded traffic",
    ]);
    // Both NATs give the same access, so the range is part of the internet.
    expect(reach.endpointAt("203.0.113.70")?.id).to.equal("the internet");
    expect(between(reach, "host", "the internet")).to.deep.equal([
      "tcp, udp and icmp through nat",
      "tcp, udp and icmp through other-nat",
    ]);
  });

  it("can make one part of the internet reachable and not another", () => {
    const { builder, vpc, igw, privateTable, privateSubnet } = twoSubnets();
    const group = builder.securityGroup("open", vpc);
    builder.ingress(group, INTERNET, { ports: 80 });
    builder.elasticIp(builder.instance("host", privateSubnet, [group]));
    builder.route(privateTable, "128.0.0.0/1", igw);
    const reach = analyze(builder.graph());
    const [here, there] = [reach.endpointAt("200.1.2.3")?.id ?? "", reach.endpointAt("8.8.8.8")?.id ?? ""];
    expect(between(reach, here, "host")).to.deep.equal(["tcp 80"]);
    expect(between(reach, there, "host")).to.deep.equal([
      "none: no route in private leads from private to the internet",
    ]);
  });

  it("within the VPC are local, unless a more specific one has another target, there or back", () => {
    const { builder, vpc, publicTable, publicSubnet, privateSubnet } = twoSubnets();
    const group = builder.openGroup("open", vpc);
    builder.instance("a", publicSubnet, [group]);
    builder.instance("b", privateSubnet, [group]);
    const trap = builder.instance("trap", publicSubnet, [group], { sourceDestCheck: false });
    // The local route takes precedence over one with the same range.
    builder.route(publicTable, "10.0.0.0/16", trap);
    expect(between(analyze(builder.graph()), "a", "b")).to.deep.equal(["all traffic"]);
    expect(proof(analyze(builder.graph()), "a", "b", "all traffic")).to.include(
      "vpc routes traffic between its subnets",
    );
    builder.route(publicTable, "10.0.1.0/24", trap);
    const reach = analyze(builder.graph());
    const why = "route public-10.0.1.0/24-to-trap in public sends 10.0.1.0/24 to trap";
    expect(between(reach, "a", "b")).to.deep.equal([`none: ${why}, not to b`]);
    expect(between(reach, "b", "a")).to.deep.equal([`none: ${why}, not to b`]);
    expect(between(reach, "b", "b")).to.deep.equal(["none: b does not connect to itself"]);
  });

  it("of several subnets are blocked by what stops the traffic that gets furthest", () => {
    const { builder, vpc, publicSubnet, privateTable, privateSubnet } = twoSubnets();
    const group = builder.securityGroup("open", vpc);
    builder.egress(group, INTERNET, ALL);
    const shut = builder.securityGroup("shut", vpc);
    builder.ingress(shut, INTERNET, ALL);
    builder.route(privateTable, "0.0.0.0/0", builder.instance("nat", publicSubnet, [shut], { sourceDestCheck: false }));
    const lost = builder.subnet("lost", vpc, "10.0.9.0/24");
    builder.autoScalingGroup("fleet", [lost, privateSubnet], { groups: [group] });
    expect(between(analyze(builder.graph()), "fleet", "the internet")).to.deep.equal([
      "none: no egress rule of shut matches (all traffic)",
    ]);
  });

  it("need an internet gateway that is attached to the VPC", () => {
    const { builder, vpc, privateTable, privateSubnet } = twoSubnets();
    const group = builder.openGroup("open", vpc);
    builder.elasticIp(builder.instance("host", privateSubnet, [group]));
    builder.route(privateTable, "0.0.0.0/0", builder.internetGateway(builder.vpc("other", "10.1.0.0/16"), "other-igw"));
    const reach = analyze(builder.graph());
    expect(between(reach, "host", "the internet")).to.deep.equal(["none: other-igw is not attached to vpc"]);
    expect(reach.between("the internet", "host").flows).to.deep.equal([]);
  });
});

describe("Two VPCs", () => {
  it("are not connected, even with the same addresses", () => {
    const { builder, vpc, privateSubnet } = twoSubnets();
    const other = builder.vpc("other");
    const subnet = builder.subnet("elsewhere", other, "10.0.1.0/24");
    for (const [name, place, of] of [
      ["a", privateSubnet, vpc],
      ["b", subnet, other],
    ] as const) {
      const group = builder.openGroup(`open-${name}`, of);
      builder.instance(name, place, [group]);
    }
    expect(between(analyze(builder.graph()), "a", "b")).to.deep.equal(["none: vpc and other are not connected"]);
  });

  it("connect over the internet, where each counts as internet traffic", () => {
    const { builder, vpc, publicSubnet } = twoSubnets();
    const other = builder.vpc("other", "10.1.0.0/16");
    const table = builder.routeTable("other", other);
    builder.route(table, "0.0.0.0/0", builder.internetGateway(other, "other-igw"));
    const [a, b] = [builder.securityGroup("group-a", vpc), builder.securityGroup("group-b", other)];
    builder.egress(a, INTERNET, { ports: [1, 1000] });
    builder.ingress(b, INTERNET, { ports: 443 });
    builder.ingress(b, { group: a }, { ports: 22 });
    builder.elasticIp(builder.instance("a", publicSubnet, [a]));
    builder.elasticIp(builder.instance("b", builder.subnet("other", other, "10.1.0.0/24", table), [b]));
    const reach = analyze(builder.graph());
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 443 through the internet"]);
    expect(proof(reach, "a", "b", "tcp 443")).to.deep.equal([
      "rule group-a-to-0.0.0.0/0-1-1000-tcp allows tcp 1-1000 to 0.0.0.0/0",
      "route public-0.0.0.0/0-to-igw in public sends 0.0.0.0/0 to igw",
      "association a gives a a public IP address",
      "it crosses the internet and counts as internet traffic",
      "association b gives b a public IP address",
      "return traffic: route other-0.0.0.0/0-to-other-igw in other sends 0.0.0.0/0 to other-igw",
      "rule group-b-from-0.0.0.0/0-443-tcp allows tcp 443 from 0.0.0.0/0",
    ]);
  });
});

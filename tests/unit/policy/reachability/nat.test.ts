import { expect } from "chai";

import type { GraphResource } from "../../../../policy/graph";
import { analyse, type Reachability } from "../../../../policy/reachability";
import { ALL, ANYONE, home, type Home } from "../support/networks";
import { between } from "../support/words";

/** A machine in the private subnet that may send everything, and a NAT machine in the public one. */
function withNatMachine(
  draw: (home: Home, nat: Record<"hosts" | "group" | "machine", GraphResource>) => void,
  properties: Readonly<Record<string, boolean>> = { sourceDestCheck: false },
): Reachability {
  const here = home();
  const { sketch, vpc, privateTable, privateSubnet, publicSubnet } = here;
  const [hosts, group] = [sketch.group("hosts", vpc), sketch.group("nats", vpc)];
  sketch.out(hosts, ANYONE, ALL);
  sketch.machine("host", privateSubnet, [hosts]);
  const machine = sketch.machine("nat", publicSubnet, [group], properties);
  sketch.route(privateTable, "0.0.0.0/0", machine);
  draw(here, { hosts, group, machine });
  return analyse(sketch.graph());
}

/** A machine in the private subnet that may send everything, and a NAT gateway. */
function withNatGateway(draw: (home: Home) => void = () => undefined): Reachability {
  const here = home();
  const { sketch, vpc, privateTable, privateSubnet, publicSubnet } = here;
  const hosts = sketch.group("hosts", vpc);
  sketch.out(hosts, ANYONE, ALL);
  sketch.in(hosts, ANYONE, ALL);
  sketch.machine("host", privateSubnet, [hosts]);
  sketch.route(privateTable, "0.0.0.0/0", sketch.natGateway("nat", publicSubnet));
  draw(here);
  return analyse(sketch.graph());
}

describe("A NAT gateway", () => {
  it("leads out, and nothing back in", () => {
    const reach = withNatGateway();
    expect(between(reach, "host", "anyone")).to.deep.equal(["tcp, udp and icmp through nat"]);
    expect(between(reach, "anyone", "host")).to.deep.equal(["none: host has no public address"]);
    expect(between(reach, "anyone", "nat")).to.deep.equal(["none: nat takes packets for others only"]);
  });

  it("leads nowhere without a public address", () => {
    const { sketch, vpc, publicSubnet, privateTable, privateSubnet } = home();
    const hosts = sketch.group("hosts", vpc);
    sketch.out(hosts, ANYONE, ALL);
    sketch.machine("host", privateSubnet, [hosts]);
    const properties = { connectivityType: "private" };
    sketch.route(
      privateTable,
      "0.0.0.0/0",
      sketch.add("aws.ec2.NatGateway", "inner", properties, { subnetId: publicSubnet }),
    );
    expect(between(analyse(sketch.graph()), "host", "anyone")).to.deep.equal(["none: inner has no public address"]);
  });

  it("goes on by the routes of its own subnet, be it to the next", () => {
    const reach = withNatGateway(({ sketch, vpc, privateSubnet }) => {
      const table = sketch.table("inner", vpc);
      sketch.route(table, "0.0.0.0/0", sketch.natGateway("inner", privateSubnet));
      const others = sketch.group("others", vpc);
      sketch.out(others, ANYONE, ALL);
      sketch.machine("other", sketch.subnet("inner", vpc, "10.0.4.0/24", table), [others]);
    });
    expect(between(reach, "other", "anyone")).to.deep.equal(["tcp, udp and icmp through inner and nat"]);
  });
});

describe("A NAT machine", () => {
  it("lets through what hosts may send, what it takes from them, and what it may send itself", () => {
    const reach = withNatMachine(({ sketch }, { group, machine }) => {
      sketch.elasticIp(machine);
      sketch.in(group, { range: "10.0.1.0/24" }, { ports: [1, 443] });
      sketch.in(group, { range: "10.0.1.0/24" }, { protocol: "icmp", ports: [8, 0] });
      sketch.out(group, ANYONE, { ports: [80, 8080] });
      sketch.out(group, { range: "203.0.113.0/24" }, { protocol: "icmp", ports: [-1, -1] });
    });
    expect(between(reach, "host", "anyone")).to.deep.equal(["tcp 80-443 through nat"]);
    expect(between(reach, "host", "203.0.113.0/24")).to.deep.equal(["tcp 80-443 and ping through nat"]);
    expect(between(reach, "nat", "anyone")).to.deep.equal(["tcp 80-8080"]);
    expect(between(reach, "anyone", "host")).to.deep.equal(["none: host has no public address"]);
    expect(reach.parties.find(({ id }) => id === "nat")?.kind).to.equal("natMachine");
  });

  it("knows hosts by their group", () => {
    const reach = withNatMachine(({ sketch }, { hosts, group, machine }) => {
      sketch.elasticIp(machine);
      sketch.in(group, { group: hosts }, { ports: 80 });
      sketch.out(group, ANYONE, ALL);
    });
    expect(between(reach, "host", "anyone")).to.deep.equal(["tcp 80 through nat"]);
  });

  it("is not who packets for the internet are for: a host must be allowed to send those", () => {
    const { sketch, vpc, publicSubnet, privateTable, privateSubnet } = home();
    const [hosts, nats] = [sketch.group("hosts", vpc), sketch.group("nats", vpc)];
    sketch.out(hosts, { group: nats }, ALL);
    sketch.in(nats, ANYONE, ALL);
    sketch.out(nats, ANYONE, ALL);
    sketch.machine("host", privateSubnet, [hosts]);
    const nat = sketch.machine("nat", publicSubnet, [nats], { sourceDestCheck: false });
    sketch.elasticIp(nat);
    sketch.route(privateTable, "0.0.0.0/0", nat);
    const reach = analyse(sketch.graph());
    expect(between(reach, "host", "nat")).to.deep.equal(["everything"]);
    expect(between(reach, "host", "anyone")).to.deep.equal(["none: no rule of hosts lets any of it out (everything)"]);
  });

  it("drops what is for others while its source/destination check is on, as it is by default", () => {
    const reach = withNatMachine(({ sketch }, { group, machine }) => {
      sketch.elasticIp(machine);
      sketch.in(group, ANYONE, ALL);
      sketch.out(group, ANYONE, ALL);
    }, {});
    expect(between(reach, "host", "anyone")).to.deep.equal([
      "none: the source/destination check of nat drops what is not for itself",
    ]);
  });

  it("is no way into the VPC, however open it is", () => {
    const reach = withNatMachine(({ sketch, vpc, publicSubnet }, { group, machine }) => {
      sketch.elasticIp(machine);
      sketch.in(group, ANYONE, ALL);
      sketch.out(group, ANYONE, ALL);
      const shut = sketch.group("shut", vpc);
      sketch.in(shut, { group }, ALL);
      sketch.machine("shut", publicSubnet, [shut]);
    });
    expect(between(reach, "anyone", "nat")).to.deep.equal(["everything"]);
    expect(between(reach, "anyone", "host")).to.deep.equal(["none: host has no public address"]);
    expect(between(reach, "anyone", "shut")).to.deep.equal(["none: shut has no public address"]);
    expect(between(reach, "host", "shut")).to.deep.equal(["none: no rule of shut lets any of it in (everything)"]);
  });

  it("that leads to itself leads nowhere", () => {
    const { sketch, vpc, privateTable, privateSubnet } = home();
    const group = sketch.group("open", vpc);
    sketch.in(group, ANYONE, ALL);
    sketch.out(group, ANYONE, ALL);
    sketch.machine("host", privateSubnet, [group]);
    sketch.route(privateTable, "0.0.0.0/0", sketch.machine("nat", privateSubnet, [group], { sourceDestCheck: false }));
    const reach = analyse(sketch.graph());
    const why = ["none: nat would send it round in a circle"];
    expect(between(reach, "host", "anyone")).to.deep.equal(why);
    expect(between(reach, "nat", "anyone")).to.deep.equal(why);
  });

  it("that leads to another that leads back leads nowhere", () => {
    const { sketch, vpc, privateTable, privateSubnet } = home();
    const group = sketch.group("open", vpc);
    sketch.in(group, ANYONE, ALL);
    sketch.out(group, ANYONE, ALL);
    const [hostTable, otherTable] = [sketch.table("hosts", vpc), sketch.table("other", vpc)];
    sketch.machine("host", sketch.subnet("hosts", vpc, "10.0.5.0/24", hostTable), [group]);
    const nat = sketch.natGateway("nat", privateSubnet);
    sketch.route(hostTable, "0.0.0.0/0", nat);
    sketch.route(
      privateTable,
      "0.0.0.0/0",
      sketch.natGateway("other", sketch.subnet("other", vpc, "10.0.6.0/24", otherTable)),
    );
    sketch.route(otherTable, "0.0.0.0/0", nat);
    expect(between(analyse(sketch.graph()), "host", "anyone")).to.deep.equal([
      "none: nat would send it round in a circle",
    ]);
  });

  it("gets its answers to hosts by its own routes", () => {
    const reach = withNatMachine(({ sketch, publicTable }, { group, machine }) => {
      sketch.elasticIp(machine);
      sketch.in(group, ANYONE, ALL);
      sketch.out(group, ANYONE, ALL);
      sketch.route(publicTable, "10.0.1.0/24", machine);
    });
    expect(between(reach, "host", "anyone")).to.deep.equal([
      "none: route public-10.0.1.0/24-to-nat in public leads 10.0.1.0/24 to nat, so not to host",
    ]);
  });
});

describe("S3", () => {
  it("is reached by the endpoint of a subnet's own table, whatever its routes", () => {
    const { sketch, vpc, privateTable, privateSubnet } = home();
    const s3 = sketch.s3(vpc, [privateTable]);
    const group = sketch.group("hosts", vpc);
    sketch.out(group, { s3 }, ALL);
    sketch.machine("host", privateSubnet, [group]);
    const reach = analyse(sketch.graph());
    expect(between(reach, "host", "s3")).to.deep.equal(["tcp 80, 443"]);
    expect(between(reach, "s3", "host")).to.deep.equal(["none: S3 opens no connections"]);
    expect(between(reach, "host", "anyone")).to.deep.equal(["none: no rule of hosts lets any of it out (everything)"]);
  });

  it("is on the internet for the rest", () => {
    const reach = withNatGateway(({ sketch, vpc }) => sketch.s3(vpc, [sketch.table("unused", vpc)]));
    expect(between(reach, "host", "s3")).to.deep.equal(["tcp 80, 443 through nat"]);
  });

  it("is reached by the endpoint of a NAT's table, where a host has none", () => {
    const reach = withNatMachine(({ sketch, vpc, publicTable }, { group }) => {
      const s3 = sketch.s3(vpc, [publicTable]);
      sketch.in(group, { range: "10.0.1.0/24" }, { ports: 443 });
      sketch.out(group, { s3 }, { ports: 443 });
    });
    expect(between(reach, "host", "s3")).to.deep.equal(["tcp 443 through nat"]);
    expect(between(reach, "host", "anyone")).to.deep.equal(["none: no rule of nats lets any of it out (tcp 443)"]);
  });
});

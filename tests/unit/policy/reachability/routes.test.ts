import { expect } from "chai";

import { analyse } from "../../../../policy/reachability";
import { ALL, ANYONE, home } from "../support/networks";
import { between, proof } from "../support/words";

describe("Routes", () => {
  it("lead nowhere but within the VPC from a subnet without a table of its own", () => {
    const { sketch, vpc, publicSubnet } = home();
    const group = sketch.group("open", vpc);
    sketch.in(group, ANYONE, ALL);
    sketch.out(group, ANYONE, ALL);
    sketch.elasticIp(sketch.machine("lost", sketch.subnet("lost", vpc, "10.0.9.0/24"), [group]));
    sketch.elasticIp(sketch.machine("host", publicSubnet, [group]));
    const before = analyse(sketch.graph());
    const why = ["none: no route in the main table of vpc leads out of lost"];
    expect(between(before, "lost", "anyone")).to.deep.equal(why);
    expect(between(before, "anyone", "lost")).to.deep.equal(why);
    expect(between(before, "lost", "host")).to.deep.equal(["everything"]);
  });

  it("in the main table are those of every subnet without one of its own", () => {
    const { sketch, vpc, igw } = home();
    const group = sketch.group("open", vpc);
    sketch.out(group, ANYONE, ALL);
    sketch.elasticIp(sketch.machine("host", sketch.subnet("lost", vpc, "10.0.9.0/24"), [group]));
    // The VPC's own word for the id of its main table.
    sketch.route(vpc, "0.0.0.0/0", igw);
    expect(between(analyse(sketch.graph()), "host", "anyone")).to.deep.equal(["everything"]);
  });

  it("lead where the narrowest of them leads", () => {
    const { sketch, vpc, publicSubnet, privateTable, privateSubnet } = home();
    const group = sketch.group("open", vpc);
    sketch.in(group, ANYONE, ALL);
    sketch.out(group, ANYONE, ALL);
    sketch.route(privateTable, "0.0.0.0/0", sketch.natGateway("nat", publicSubnet));
    const trap = sketch.machine("trap", publicSubnet, [group]);
    sketch.route(privateTable, "203.0.113.0/24", trap);
    sketch.route(privateTable, "203.0.113.64/26", sketch.natGateway("other-nat", publicSubnet));
    sketch.machine("host", privateSubnet, [group]);
    const reach = analyse(sketch.graph());
    expect(between(reach, "host", "203.0.113.0/24")).to.deep.equal([
      "none: the source/destination check of trap drops what is not for itself",
    ]);
    // Those by the other NAT can do the same as anyone, so they are anyone as well.
    expect(reach.partyAt("203.0.113.70")?.id).to.equal("anyone");
    expect(between(reach, "host", "anyone")).to.deep.equal([
      "tcp, udp and icmp through nat",
      "tcp, udp and icmp through other-nat",
    ]);
  });

  it("may let one part of the internet in and not another", () => {
    const { sketch, vpc, igw, privateTable, privateSubnet } = home();
    const group = sketch.group("open", vpc);
    sketch.in(group, ANYONE, { ports: 80 });
    sketch.elasticIp(sketch.machine("host", privateSubnet, [group]));
    sketch.route(privateTable, "128.0.0.0/1", igw);
    const reach = analyse(sketch.graph());
    const [here, there] = [reach.partyAt("200.1.2.3")?.id ?? "", reach.partyAt("8.8.8.8")?.id ?? ""];
    expect(between(reach, here, "host")).to.deep.equal(["tcp 80"]);
    expect(between(reach, there, "host")).to.deep.equal(["none: no route in private leads out of private"]);
  });

  it("within the VPC are the VPC's own, unless a narrower one leads astray, there or back", () => {
    const { sketch, vpc, publicTable, publicSubnet, privateSubnet } = home();
    const group = sketch.group("open", vpc);
    sketch.in(group, ANYONE, ALL);
    sketch.out(group, ANYONE, ALL);
    sketch.machine("a", publicSubnet, [group]);
    sketch.machine("b", privateSubnet, [group]);
    const trap = sketch.machine("trap", publicSubnet, [group], { sourceDestCheck: false });
    // As wide as the VPC's own route, which takes precedence.
    sketch.route(publicTable, "10.0.0.0/16", trap);
    expect(between(analyse(sketch.graph()), "a", "b")).to.deep.equal(["everything"]);
    expect(proof(analyse(sketch.graph()), "a", "b", "everything")).to.include(
      "vpc carries packets between its subnets",
    );
    sketch.route(publicTable, "10.0.1.0/24", trap);
    const reach = analyse(sketch.graph());
    const why = "route public-10.0.1.0/24-to-trap in public leads 10.0.1.0/24 to trap";
    expect(between(reach, "a", "b")).to.deep.equal([`none: ${why}, so not to b`]);
    expect(between(reach, "b", "a")).to.deep.equal([`none: ${why}, so not to b`]);
    expect(between(reach, "b", "b")).to.deep.equal(["none: b is only one"]);
  });

  it("that end at different things are judged by the one that comes furthest", () => {
    const { sketch, vpc, publicSubnet, privateTable, privateSubnet } = home();
    const group = sketch.group("open", vpc);
    sketch.out(group, ANYONE, ALL);
    const shut = sketch.group("shut", vpc);
    sketch.in(shut, ANYONE, ALL);
    sketch.route(privateTable, "0.0.0.0/0", sketch.machine("nat", publicSubnet, [shut], { sourceDestCheck: false }));
    const lost = sketch.subnet("lost", vpc, "10.0.9.0/24");
    sketch.machines("fleet", [lost, privateSubnet], { groups: [group] });
    expect(between(analyse(sketch.graph()), "fleet", "anyone")).to.deep.equal([
      "none: no rule of shut lets any of it out (everything)",
    ]);
  });

  it("lead out only by a gateway that is attached to the VPC", () => {
    const { sketch, vpc, privateTable, privateSubnet } = home();
    const group = sketch.group("open", vpc);
    sketch.in(group, ANYONE, ALL);
    sketch.out(group, ANYONE, ALL);
    sketch.elasticIp(sketch.machine("host", privateSubnet, [group]));
    sketch.route(privateTable, "0.0.0.0/0", sketch.gateway(sketch.vpc("other", "10.1.0.0/16"), "other-igw"));
    const reach = analyse(sketch.graph());
    expect(between(reach, "host", "anyone")).to.deep.equal(["none: other-igw is not attached to vpc"]);
    expect(reach.between("anyone", "host").flows).to.deep.equal([]);
  });
});

describe("Two VPCs", () => {
  it("are networks apart, even with the same addresses", () => {
    const { sketch, vpc, privateSubnet } = home();
    const other = sketch.vpc("other");
    const subnet = sketch.subnet("elsewhere", other, "10.0.1.0/24");
    for (const [name, place, of] of [
      ["a", privateSubnet, vpc],
      ["b", subnet, other],
    ] as const) {
      const group = sketch.group(`open-${name}`, of);
      sketch.in(group, ANYONE, ALL);
      sketch.out(group, ANYONE, ALL);
      sketch.machine(name, place, [group]);
    }
    expect(between(analyse(sketch.graph()), "a", "b")).to.deep.equal(["none: vpc and other are networks apart"]);
  });

  it("meet on the internet, where each is anyone to the other", () => {
    const { sketch, vpc, publicSubnet } = home();
    const other = sketch.vpc("other", "10.1.0.0/16");
    const table = sketch.table("other", other);
    sketch.route(table, "0.0.0.0/0", sketch.gateway(other, "other-igw"));
    const [a, b] = [sketch.group("group-a", vpc), sketch.group("group-b", other)];
    sketch.out(a, ANYONE, { ports: [1, 1000] });
    sketch.in(b, ANYONE, { ports: 443 });
    sketch.in(b, { group: a }, { ports: 22 });
    sketch.elasticIp(sketch.machine("a", publicSubnet, [a]));
    sketch.elasticIp(sketch.machine("b", sketch.subnet("other", other, "10.1.0.0/24", table), [b]));
    const reach = analyse(sketch.graph());
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 443 through anyone"]);
    expect(proof(reach, "a", "b", "tcp 443")).to.deep.equal([
      "rule group-a-to-0.0.0.0/0-1-1000-tcp lets out tcp 1-1000 to 0.0.0.0/0",
      "route public-0.0.0.0/0-to-igw in public leads 0.0.0.0/0 to igw",
      "association a gives a a public address",
      "out there it is like anyone",
      "association b gives b a public address",
      "for answers, route other-0.0.0.0/0-to-other-igw in other leads 0.0.0.0/0 to other-igw",
      "rule group-b-from-0.0.0.0/0-443-tcp lets in tcp 443 from 0.0.0.0/0",
    ]);
  });
});

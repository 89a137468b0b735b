import { expect } from "chai";

import { analyse, type Reachability } from "../../../../policy/reachability";
import { ALL, ANYONE, home, type Home } from "../support/networks";
import type { PeerOf } from "../support/sketch";
import { between } from "../support/words";

/** A machine with a public address in the public subnet, open on SSH to some. */
function openTo(...peers: readonly PeerOf[]): Reachability {
  const { sketch, vpc, publicSubnet } = home();
  const group = sketch.group("group", vpc);
  sketch.elasticIp(sketch.machine("host", publicSubnet, [group]));
  for (const peer of peers) sketch.in(group, peer, { ports: 22 });
  return analyse(sketch.graph());
}

function outsiders(reach: Reachability): string[] {
  return reach.parties.filter(({ urn }) => urn === undefined).map(({ id }) => id);
}

const SHUT = ["none: no rule of group lets any of it in (everything)"];

describe("Anyone on the internet", () => {
  it("is whoever a rule for 0.0.0.0/0 lets in", () => {
    const reach = openTo(ANYONE);
    expect(between(reach, "anyone", "host")).to.deep.equal(["tcp 22"]);
    expect(outsiders(reach)).to.deep.equal(["anyone"]);
  });

  it("is let in by ranges that cover the world together, though none does alone", () => {
    const halves = openTo({ range: "0.0.0.0/1" }, { range: "128.0.0.0/1" });
    expect(between(halves, "anyone", "host")).to.deep.equal(["tcp 22"]);
    expect(outsiders(halves)).to.deep.equal(["anyone"]);
    expect(halves.between("anyone", "host").flows.flatMap(({ via }) => via[2]?.text)).to.have.members([
      "rule group-from-0.0.0.0/1-22-tcp lets in tcp 22 from 0.0.0.0/1",
      "rule group-from-128.0.0.0/1-22-tcp lets in tcp 22 from 128.0.0.0/1",
    ]);
    const nested = openTo(...["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"].map((range) => ({ range })));
    expect(outsiders(nested)).to.deep.equal(["anyone"]);
    expect(between(nested, "anyone", "host")).to.deep.equal(["tcp 22"]);
  });

  it("is let in also where only addresses are left out that the internet does not carry", () => {
    // All but 0.0.0.0/8, 10.0.0.0/8, 127.0.0.0/8 and everything from 224.0.0.0 on.
    const ranges = [
      ...["1.0.0.0/8", "2.0.0.0/7", "4.0.0.0/6", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6", "16.0.0.0/4", "32.0.0.0/3"],
      ...["64.0.0.0/3", "96.0.0.0/4", "112.0.0.0/5", "120.0.0.0/6", "124.0.0.0/7", "126.0.0.0/8"],
      ...["128.0.0.0/2", "192.0.0.0/3"],
    ];
    const reach = openTo(...ranges.map((range) => ({ range })));
    expect(outsiders(reach)).to.deep.equal(["anyone"]);
    expect(between(reach, "anyone", "host")).to.deep.equal(["tcp 22"]);
    const oneLess = openTo(...ranges.slice(1).map((range) => ({ range })));
    expect(outsiders(oneLess)).to.deep.equal(["anyone", "the rest of the internet"]);
    expect(between(oneLess, "the rest of the internet", "host")).to.deep.equal(SHUT);
    expect(oneLess.partyAt("1.2.3.4")?.id).to.equal("the rest of the internet");
  });

  it("is the bigger part where the world is divided", () => {
    const reach = openTo({ range: "0.0.0.0/1" }, { range: "128.0.0.0/2" });
    expect(between(reach, "anyone", "host")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "the rest of the internet", "host")).to.deep.equal(SHUT);
  });

  it("is whoever a rule for ::/0 lets in, though nothing has an IPv6 address yet", () => {
    for (const ipv6 of ["::/0", "::/1", "2000::/3"]) {
      expect(between(openTo({ ipv6 }), "anyone", "host"), ipv6).to.deep.equal(["tcp 22"]);
    }
    expect(between(openTo({ ipv6: "2001:db8::/48" }), "anyone", "host")).to.deep.equal(SHUT);
  });

  it("does not live at addresses that the internet does not carry, nor in the VPC", () => {
    const reach = openTo(ANYONE, { range: "192.168.0.0/16" }, { range: "10.0.0.0/8" });
    expect(outsiders(reach)).to.deep.equal(["anyone"]);
    for (const address of ["10.0.0.7", "10.9.0.1", "192.168.1.1", "127.0.0.1"]) {
      expect(reach.partyAt(address), address).to.equal(undefined);
    }
    expect(between(openTo({ range: "10.0.0.0/8" }), "anyone", "host")).to.deep.equal(SHUT);
    expect(() => reach.partyAt("somewhere")).to.throw('"somewhere" is not an IPv4 address');
    expect(() => reach.between("anyone", "nobody")).to.throw('there is no party "nobody", only anyone, host');
  });
});

describe("A range on the internet", () => {
  it("is a party where it may do what not everybody may", () => {
    const reach = openTo({ range: "203.0.113.0/24" });
    expect(outsiders(reach)).to.deep.equal(["anyone", "203.0.113.0/24"]);
    expect(between(reach, "203.0.113.0/24", "host")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "anyone", "host")).to.deep.equal(SHUT);
    expect(between(reach, "anyone", "203.0.113.0/24")).to.deep.equal(["none: both are outside of this network"]);
  });

  it("is nothing special where everybody may do the same", () => {
    const reach = openTo({ range: "203.0.113.0/24" }, ANYONE);
    expect(outsiders(reach)).to.deep.equal(["anyone"]);
    expect(reach.partyAt("203.0.113.5")?.id).to.equal("anyone");
  });

  it("leaves to a narrower one what that may do besides", () => {
    const { sketch, vpc, publicSubnet } = home();
    const group = sketch.group("group", vpc);
    sketch.elasticIp(sketch.machine("host", publicSubnet, [group]));
    sketch.in(group, { range: "203.0.113.0/24" }, { ports: 22 });
    sketch.in(group, { range: "203.0.113.128/25" }, { ports: 443 });
    const reach = analyse(sketch.graph());
    expect(between(reach, "203.0.113.0/24", "host")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "203.0.113.128/25", "host")).to.deep.equal(["tcp 22, 443"]);
    expect(reach.partyAt("203.0.113.127")?.id).to.equal("203.0.113.0/24");
    expect(reach.partyAt("203.0.113.128")?.id).to.equal("203.0.113.128/25");
  });

  it("may be a receiver as well", () => {
    const { sketch, vpc, publicSubnet } = home();
    const group = sketch.group("group", vpc);
    sketch.elasticIp(sketch.machine("host", publicSubnet, [group]));
    sketch.out(group, { range: "198.51.100.0/24" }, { ports: 443 });
    const reach = analyse(sketch.graph());
    expect(between(reach, "host", "198.51.100.0/24")).to.deep.equal(["tcp 443"]);
    expect(between(reach, "host", "anyone")).to.deep.equal(["none: no rule of group lets any of it out (everything)"]);
  });
});

describe("A machine", () => {
  /** A machine whose group lets in everything. */
  function host(draw: (home: Home, group: ReturnType<Home["sketch"]["group"]>) => void): Reachability {
    const here = home();
    const group = here.sketch.group("open", here.vpc);
    here.sketch.in(group, ANYONE, ALL);
    draw(here, group);
    return analyse(here.sketch.graph());
  }

  it("without a public address is out of reach, however open its group is", () => {
    const reach = host(({ sketch, publicSubnet, privateSubnet }, group) => {
      sketch.machine("private", privateSubnet, [group]);
      sketch.machine("public", publicSubnet, [group]);
    });
    for (const name of ["private", "public"]) {
      expect(between(reach, "anyone", name)).to.deep.equal([`none: ${name} has no public address`]);
    }
  });

  it("with a public address is out of reach in a subnet whose routes do not lead out", () => {
    const reach = host(({ sketch, privateSubnet }, group) => {
      sketch.elasticIp(sketch.machine("private", privateSubnet, [group]));
    });
    expect(between(reach, "anyone", "private")).to.deep.equal(["none: no route in private leads out of private"]);
  });

  it("with a public address is out of reach where its answers would leave by a NAT", () => {
    const reach = host(({ sketch, publicSubnet, privateSubnet, privateTable }, group) => {
      sketch.route(privateTable, "0.0.0.0/0", sketch.natGateway("nat", publicSubnet));
      sketch.elasticIp(sketch.machine("private", privateSubnet, [group]));
    });
    expect(between(reach, "anyone", "private")).to.deep.equal([
      "none: answers of private would go astray: route private-0.0.0.0/0-to-nat in private leads 0.0.0.0/0 to nat",
    ]);
  });

  it("has a public address by association, by an Elastic IP's own word, by its own or by its subnet's", () => {
    const reach = host(({ sketch, vpc, publicTable, publicSubnet }, group) => {
      const giving = sketch.add(
        "aws.ec2.Subnet",
        "giving",
        { cidrBlock: "10.0.2.0/24", mapPublicIpOnLaunch: true },
        { vpcId: vpc },
      );
      sketch.associate(giving, publicTable);
      sketch.elasticIp(sketch.machine("associated", publicSubnet, [group]));
      sketch.add("aws.ec2.Eip", "own", {}, { instance: sketch.machine("addressed", publicSubnet, [group]) });
      sketch.machine("asking", publicSubnet, [group], { associatePublicIpAddress: true });
      sketch.machine("given", giving, [group]);
      sketch.machine("declining", giving, [group], { associatePublicIpAddress: false });
      sketch.machines("fleet-asking", [publicSubnet], {
        groups: [group],
        properties: { associatePublicIpAddress: "true" },
      });
      sketch.machines("fleet-given", [giving], { groups: [group] });
      sketch.machines("fleet-declining", [giving], {
        groups: [group],
        properties: { associatePublicIpAddress: "false" },
      });
    });
    const words = Object.fromEntries(
      reach.parties.slice(1).map(({ id }) => [id, reach.between("anyone", id).flows[0]?.via[0]?.text]),
    );
    expect(words).to.deep.equal({
      associated: "association associated gives associated a public address",
      addressed: "Elastic IP own gives addressed a public address",
      asking: "asking asks for a public address at launch",
      given: "giving asks for a public address at launch",
      declining: undefined,
      "fleet-asking": "fleet-asking asks for a public address at launch",
      "fleet-given": "giving asks for a public address at launch",
      "fleet-declining": undefined,
    });
  });

  it("that stands in several subnets is reached if it is in one of them", () => {
    const reach = host(({ sketch, publicSubnet, privateSubnet }, group) => {
      const properties = { associatePublicIpAddress: "true" };
      sketch.machines("fleet", [privateSubnet, publicSubnet], { groups: [group], properties });
    });
    expect(between(reach, "anyone", "fleet")).to.deep.equal(["everything"]);
  });
});

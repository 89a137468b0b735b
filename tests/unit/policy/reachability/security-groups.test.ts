import { expect } from "chai";

import { analyse, type Reachability } from "../../../../policy/reachability";
import { ALL, ANYONE, home, type Home } from "../support/networks";
import { between, proof } from "../support/words";

/** Two machines in the private subnet, each with a group of its own. */
function pair(draw: (home: Home & Record<"a" | "b", ReturnType<Home["sketch"]["group"]>>) => void): Reachability {
  const here = home();
  const { sketch, vpc, privateSubnet } = here;
  const [a, b] = [sketch.group("group-a", vpc), sketch.group("group-b", vpc)];
  sketch.machine("a", privateSubnet, [a]);
  sketch.machine("b", privateSubnet, [b]);
  draw({ ...here, a, b });
  return analyse(sketch.graph());
}

describe("Security groups", () => {
  it("must let a connection out at one end and in at the other", () => {
    const both = pair(({ sketch, a, b }) => {
      sketch.out(a, { group: b }, { ports: 80 });
      sketch.in(b, { group: a }, { ports: 80 });
    });
    expect(between(both, "a", "b")).to.deep.equal(["tcp 80"]);
    const onlyOut = pair(({ sketch, a, b }) => sketch.out(a, { group: b }, { ports: 80 }));
    expect(between(onlyOut, "a", "b")).to.deep.equal(["none: no rule of group-b lets any of it in (tcp 80)"]);
    const onlyIn = pair(({ sketch, a, b }) => sketch.in(b, { group: a }, { ports: 80 }));
    expect(between(onlyIn, "a", "b")).to.deep.equal(["none: no rule of group-a lets any of it out (everything)"]);
  });

  it("let answers back, but no new connection the other way", () => {
    const reach = pair(({ sketch, a, b }) => {
      sketch.out(a, { group: b }, { ports: 80 });
      sketch.in(b, { group: a }, { ports: 80 });
    });
    expect(reach.between("b", "a").flows).to.deep.equal([]);
  });

  it("let through what both let through, where they say different things", () => {
    const reach = pair(({ sketch, a, b }) => {
      sketch.out(a, { group: b }, { ports: [1, 100] });
      sketch.out(a, { group: b }, { protocol: "icmp", ports: [8, -1] });
      sketch.out(a, { group: b }, { protocol: "udp", ports: 53 });
      sketch.in(b, { group: a }, { ports: [80, 8080] });
      sketch.in(b, { group: a }, { protocol: "icmp", ports: [8, 0] });
    });
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 80-100 and ping"]);
  });

  it("let everything through with the protocol -1, and with -1 as ICMP type every message", () => {
    const all = pair(({ sketch, a, b }) => {
      sketch.out(a, { group: b }, ALL);
      sketch.in(b, { group: a }, ALL);
    });
    expect(between(all, "a", "b")).to.deep.equal(["everything"]);
    const messages = pair(({ sketch, a, b }) => {
      sketch.out(a, { group: b }, ALL);
      sketch.in(b, { group: a }, { protocol: "icmp", ports: [-1, -1] });
      sketch.in(b, { group: a }, { protocol: "47" });
    });
    expect(between(messages, "a", "b")).to.deep.equal(["icmp and protocol 47"]);
  });

  it("that name a group mean its members, not other machines in the same subnet", () => {
    const reach = pair(({ sketch, privateSubnet, a, b }) => {
      const other = sketch.group("other", sketch.vpc("unused", "10.9.0.0/16"));
      sketch.machine("c", privateSubnet, [other]);
      sketch.machine("both", privateSubnet, [other, a]);
      for (const group of [a, other]) sketch.out(group, ANYONE, ALL);
      sketch.in(b, { group: a }, { ports: 22 });
    });
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "both", "b")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "c", "b")).to.deep.equal(["none: no rule of group-b lets any of it in (everything)"]);
  });

  it("that name a range mean every machine that may have an address in it", () => {
    const from = (range: string): readonly string[] => {
      const reach = pair(({ sketch, a, b }) => {
        sketch.out(a, { range: "10.0.0.0/16" }, ALL);
        sketch.in(b, { range }, { ports: 22 });
      });
      return between(reach, "a", "b");
    };
    const nobody = ["none: no rule of group-b lets any of it in (everything)"];
    expect(from("10.0.1.0/24")).to.deep.equal(["tcp 22"]);
    expect(from("10.0.1.128/25")).to.deep.equal(["tcp 22"]);
    expect(from("10.0.1.77/32")).to.deep.equal(["tcp 22"]);
    expect(from("10.0.0.0/24")).to.deep.equal(nobody);
    // Addresses that EC2 keeps to itself.
    expect(from("10.0.1.0/30")).to.deep.equal(nobody);
    expect(from("10.0.1.255/32")).to.deep.equal(nobody);
  });

  it("are all named where several let the same through", () => {
    const reach = pair(({ sketch, a, b }) => {
      sketch.out(a, ANYONE, ALL);
      sketch.in(b, { range: "10.0.0.0/16" }, { ports: [1, 100] });
      sketch.in(b, { group: a }, { ports: 22 });
    });
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 1-100"]);
    expect(proof(reach, "a", "b", "tcp 22")).to.include(
      "rule group-b-from-10.0.0.0/16-1-100-tcp lets in tcp 1-100 from 10.0.0.0/16; " +
        "also, rule group-b-from-group-a-22-tcp lets in tcp 22 from group-a",
    );
    expect(reach.between("a", "b").flows.map(({ via }) => via[2]?.resources.length)).to.have.members([1, 2]);
  });

  it("let a load balancer's or group's own machines talk to each other only when they say so", () => {
    const { sketch, vpc, privateSubnet } = home();
    const group = sketch.group("group", vpc);
    sketch.machines("fleet", [privateSubnet], { groups: [group] });
    sketch.out(group, { group }, { ports: 7000 });
    const alone = analyse(sketch.graph());
    expect(between(alone, "fleet", "fleet")).to.deep.equal(["none: no rule of group lets any of it in (tcp 7000)"]);
    sketch.in(group, { group }, { ports: 7000 });
    expect(between(analyse(sketch.graph()), "fleet", "fleet")).to.deep.equal(["tcp 7000"]);
  });

  it("may hold their rules inside", () => {
    const { sketch, vpc, privateSubnet } = home();
    const other = sketch.group("other", vpc);
    const inline = sketch.add(
      "aws.ec2.SecurityGroup",
      "inline",
      {
        ingress: [
          { protocol: "tcp", fromPort: 22, toPort: 22, securityGroups: ["?"] },
          { protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["10.0.1.0/24"], ipv6CidrBlocks: [] },
          { protocol: "udp", fromPort: 53, toPort: 53, self: true },
        ],
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
      },
      { vpcId: vpc, ingress: other },
    );
    sketch.machine("a", privateSubnet, [inline]);
    sketch.machine("b", privateSubnet, [inline]);
    sketch.machine("c", privateSubnet, [other]);
    sketch.out(other, ANYONE, ALL);
    const reach = analyse(sketch.graph());
    expect(reach.unclear).to.deep.equal([]);
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 80 and udp 53"]);
    expect(between(reach, "c", "b")).to.deep.equal(["tcp 22, 80"]);
    expect(proof(reach, "c", "b", "tcp 22").at(-1)).to.equal("a rule in inline lets in tcp 22 from other");
  });
});

describe("The default security group", () => {
  /** Two machines that name no group, and one that may send everything. */
  function withDefault(draw: (home: Home) => void): Reachability {
    const here = home();
    const { sketch, vpc, privateSubnet } = here;
    const other = sketch.group("other", vpc);
    sketch.out(other, ANYONE, ALL);
    sketch.machine("a", privateSubnet, []);
    sketch.machine("b", privateSubnet, []);
    sketch.machine("other", privateSubnet, [other]);
    draw(here);
    return analyse(sketch.graph());
  }

  it("lets its members talk to each other and to anyone, where nobody has touched it", () => {
    const reach = withDefault(() => undefined);
    expect(between(reach, "a", "b")).to.deep.equal(["everything"]);
    expect(proof(reach, "a", "b", "everything")).to.include(
      "the default security group of vpc, as EC2 makes it, lets in everything from itself",
    );
    expect(between(reach, "a", "other")).to.deep.equal(["none: no rule of other lets any of it in (everything)"]);
    expect(between(reach, "other", "a")).to.deep.equal([
      "none: no rule of the default group of vpc lets any of it in (everything)",
    ]);
  });

  it("lets nothing through once it is emptied", () => {
    const reach = withDefault(({ sketch, vpc }) => {
      sketch.add("aws.ec2.DefaultSecurityGroup", "default", { ingress: [], egress: [] }, { vpcId: vpc });
    });
    expect(between(reach, "a", "b")).to.deep.equal(["none: no rule of default lets any of it out (everything)"]);
    expect(between(reach, "other", "a")).to.deep.equal(["none: no rule of default lets any of it in (everything)"]);
  });

  it("lets through what its own rules say, and rules for it", () => {
    const reach = withDefault(({ sketch, vpc }) => {
      const open = { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/16"] };
      const group = sketch.add("aws.ec2.DefaultSecurityGroup", "default", { ingress: [open] }, { vpcId: vpc });
      sketch.in(group, { range: "10.0.0.0/16" }, { ports: 80 });
      // The VPC's own word for the id of its default group.
      sketch.in(vpc, { range: "10.0.0.0/16" }, { ports: 443 });
    });
    expect(between(reach, "other", "a")).to.deep.equal(["tcp 22, 80, 443"]);
    expect(between(reach, "a", "other")).to.deep.equal(["none: no rule of default lets any of it out (everything)"]);
  });
});

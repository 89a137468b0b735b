import { analyze, type Reachability } from "../../../../policy/reachability";
import { ALL, INTERNET, twoSubnets, type TwoSubnets } from "../support/graph-builder";
import { between, proof } from "../support/descriptions";

/** Two instances in the private subnet, each with a group of its own. */
function pair(
  build: (twoSubnets: TwoSubnets & Record<"a" | "b", ReturnType<TwoSubnets["builder"]["securityGroup"]>>) => void,
): Reachability {
  const here = twoSubnets();
  const { builder, vpc, privateSubnet } = here;
  const [a, b] = [builder.securityGroup("group-a", vpc), builder.securityGroup("group-b", vpc)];
  builder.instance("a", privateSubnet, [a]);
  builder.instance("b", privateSubnet, [b]);
  build({ ...here, a, b });
  return analyze(builder.graph());
}

describe("Security groups", () => {
  it("must allow a new connection at both ends, in each direction", () => {
    const both = pair(({ builder, a, b }) => {
      builder.egress(a, { group: b }, { ports: 80 });
      builder.ingress(b, { group: a }, { ports: 80 });
    });
    expect(between(both, "a", "b")).to.deep.equal(["tcp 80"]);
    expect(both.between("b", "a").flows).to.deep.equal([]);
    const onlyOut = pair(({ builder, a, b }) => builder.egress(a, { group: b }, { ports: 80 }));
    expect(between(onlyOut, "a", "b")).to.deep.equal(["none: no ingress rule of group-b matches (tcp 80)"]);
    const onlyIn = pair(({ builder, a, b }) => builder.ingress(b, { group: a }, { ports: 80 }));
    expect(between(onlyIn, "a", "b")).to.deep.equal(["none: no egress rule of group-a matches (all traffic)"]);
  });

  it("allow the intersection of what both ends allow", () => {
    const reach = pair(({ builder, a, b }) => {
      builder.egress(a, { group: b }, { ports: [1, 100] });
      builder.egress(a, { group: b }, { protocol: "icmp", ports: [8, -1] });
      builder.egress(a, { group: b }, { protocol: "udp", ports: 53 });
      builder.ingress(b, { group: a }, { ports: [80, 8080] });
      builder.ingress(b, { group: a }, { protocol: "icmp", ports: [8, 0] });
    });
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 80-100 and ping"]);
  });

  it("allow all traffic with protocol -1, and all messages with ICMP type -1", () => {
    const all = pair(({ builder, a, b }) => {
      builder.egress(a, { group: b }, ALL);
      builder.ingress(b, { group: a }, ALL);
    });
    expect(between(all, "a", "b")).to.deep.equal(["all traffic"]);
    const messages = pair(({ builder, a, b }) => {
      builder.egress(a, { group: b }, ALL);
      builder.ingress(b, { group: a }, { protocol: "icmp", ports: [-1, -1] });
      builder.ingress(b, { group: a }, { protocol: "47" });
    });
    expect(between(messages, "a", "b")).to.deep.equal(["icmp and protocol 47"]);
  });

  it("that refer to a group match its members, not other instances in the same subnet", () => {
    const reach = pair(({ builder, privateSubnet, a, b }) => {
      const other = builder.securityGroup("other", builder.vpc("unused", "10.9.0.0/16"));
      builder.instance("c", privateSubnet, [other]);
      builder.instance("both", privateSubnet, [other, a]);
      for (const group of [a, other]) builder.egress(group, INTERNET, ALL);
      builder.ingress(b, { group: a }, { ports: 22 });
    });
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "both", "b")).to.deep.equal(["tcp 22"]);
    expect(between(reach, "c", "b")).to.deep.equal(["none: no ingress rule of group-b matches (all traffic)"]);
  });

  it("that refer to a range match every instance that can have an address in it", () => {
    const from = (range: string): readonly string[] => {
      const reach = pair(({ builder, a, b }) => {
        builder.egress(a, { range: "10.0.0.0/16" }, ALL);
        builder.ingress(b, { range }, { ports: 22 });
      });
      return between(reach, "a", "b");
    };
    const blocked = "none: no ingress rule of group-b matches (all traffic)";
    for (const [range, words] of [
      ["10.0.1.0/24", "tcp 22"],
      ["10.0.1.128/25", "tcp 22"],
      ["10.0.1.77/32", "tcp 22"],
      // EC2 clears host bits.
      ["10.0.1.77/25", "tcp 22"],
      ["10.0.0.0/24", blocked],
      // Addresses that EC2 reserves.
      ["10.0.1.0/30", blocked],
      ["10.0.1.255/32", blocked],
    ] as const) {
      expect(from(range), range).to.deep.equal([words]);
    }
  });

  it("are all named if several allow the same traffic", () => {
    const reach = pair(({ builder, a, b }) => {
      builder.egress(a, INTERNET, ALL);
      builder.ingress(b, { range: "10.0.0.0/16" }, { ports: [1, 100] });
      builder.ingress(b, { group: a }, { ports: 22 });
    });
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 1-100"]);
    expect(proof(reach, "a", "b", "tcp 22")).to.include(
      "rule group-b-from-10.0.0.0/16-1-100-tcp allows tcp 1-100 from 10.0.0.0/16; " +
        "also, rule group-b-from-group-a-22-tcp allows tcp 22 from group-a",
    );
    expect(reach.between("a", "b").flows.map(({ via }) => via[2]?.resources.length)).to.have.members([1, 2]);
  });

  it("connect the instances of an auto scaling group with each other only if a rule says so", () => {
    const { builder, vpc, privateSubnet } = twoSubnets();
    const group = builder.securityGroup("group", vpc);
    builder.autoScalingGroup("fleet", [privateSubnet], { groups: [group] });
    builder.egress(group, { group }, { ports: 7000 });
    const alone = analyze(builder.graph());
    expect(between(alone, "fleet", "fleet")).to.deep.equal(["none: no ingress rule of group matches (tcp 7000)"]);
    builder.ingress(group, { group }, { ports: 7000 });
    expect(between(analyze(builder.graph()), "fleet", "fleet")).to.deep.equal(["tcp 7000"]);
  });

  it("can have inline rules", () => {
    const { builder, vpc, privateSubnet } = twoSubnets();
    const other = builder.securityGroup("other", vpc);
    const inline = builder.add(
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
    builder.instance("a", privateSubnet, [inline]);
    builder.instance("b", privateSubnet, [inline]);
    builder.instance("c", privateSubnet, [other]);
    builder.egress(other, INTERNET, ALL);
    const reach = analyze(builder.graph());
    expect(reach.unclear).to.deep.equal([]);
    expect(between(reach, "a", "b")).to.deep.equal(["tcp 80 and udp 53"]);
    expect(between(reach, "c", "b")).to.deep.equal(["tcp 22, 80"]);
    expect(proof(reach, "c", "b", "tcp 22").at(-1)).to.equal("an inline rule of inline allows tcp 22 from other");
  });
});

describe("The default security group", () => {
  /** Two instances without a group, and one that can send all traffic. */
  function withDefault(build: (twoSubnets: TwoSubnets) => void): Reachability {
    const here = twoSubnets();
    const { builder, vpc, privateSubnet } = here;
    const other = builder.securityGroup("other", vpc);
    builder.egress(other, INTERNET, ALL);
    builder.instance("a", privateSubnet, []);
    builder.instance("b", privateSubnet, []);
    builder.instance("other", privateSubnet, [other]);
    build(here);
    return analyze(builder.graph());
  }

  it("with its initial rules connects its members with each other and the internet", () => {
    const reach = withDefault(() => undefined);
    expect(between(reach, "a", "b")).to.deep.equal(["all traffic"]);
    expect(proof(reach, "a", "b", "all traffic")).to.include(
      "the initial rule of the default security group of vpc allows all traffic from itself",
    );
    expect(between(reach, "a", "other")).to.deep.equal(["none: no ingress rule of other matches (all traffic)"]);
    expect(between(reach, "other", "a")).to.deep.equal([
      "none: no ingress rule of the default security group of vpc matches (all traffic)",
    ]);
  });

  it("without rules allows nothing", () => {
    const reach = withDefault(({ builder, vpc }) => {
      builder.add("aws.ec2.DefaultSecurityGroup", "default", { ingress: [], egress: [] }, { vpcId: vpc });
    });
    expect(between(reach, "a", "b")).to.deep.equal(["none: no egress rule of default matches (all traffic)"]);
    expect(between(reach, "other", "a")).to.deep.equal(["none: no ingress rule of default matches (all traffic)"]);
  });

  it("allows its inline rules and its rule resources", () => {
    const reach = withDefault(({ builder, vpc }) => {
      const open = { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/16"] };
      const group = builder.add("aws.ec2.DefaultSecurityGroup", "default", { ingress: [open] }, { vpcId: vpc });
      builder.ingress(group, { range: "10.0.0.0/16" }, { ports: 80 });
      // The VPC's property for the id of its default group.
      builder.ingress(vpc, { range: "10.0.0.0/16" }, { ports: 443 });
    });
    expect(between(reach, "other", "a")).to.deep.equal(["tcp 22, 80, 443"]);
    expect(between(reach, "a", "other")).to.deep.equal(["none: no egress rule of default matches (all traffic)"]);
  });
});

import { expect } from "chai";

import type { SecurityGroup, SecurityGroupRule } from "../../../../../../tools/local/machines/cloud";
import { matchesOf, referencedGroups } from "../../../../../../tools/local/machines/network/security-groups";
import { rule } from "../../../../../support/stage-cloud";

const group = (ingress: SecurityGroupRule[], egress: SecurityGroupRule[] = []): SecurityGroup => ({
  ...{ id: "sg-1", name: "one", ingress, egress },
});

describe("the rules of a security group", () => {
  for (const [title, given, expected] of [
    ["one port", rule("tcp", [80, 80], "0.0.0.0/0"), ["tcp dport 80"]],
    ["a range of ports", rule("udp", [1024, 2048], "10.0.0.0/8"), ["ip saddr 10.0.0.0/8 udp dport 1024-2048"]],
    ["all ports", rule("tcp", [0, 65535], "10.0.0.0/8"), ["ip saddr 10.0.0.0/8 meta l4proto tcp"]],
    ["all ports, as -1", rule("udp", [-1, -1], "0.0.0.0/0"), ["meta l4proto udp"]],
    ["pings", rule("icmp", [8, -1], "0.0.0.0/0"), ["icmp type 8"]],
    ["an ICMP type and code", rule("icmp", [3, 4], "0.0.0.0/0"), ["icmp type 3 icmp code 4"]],
    ["all ICMP", rule("icmp", [-1, -1], "0.0.0.0/0"), ["meta l4proto icmp"]],
    ["another protocol", rule("50", [-1, -1], "0.0.0.0/0"), ["meta l4proto 50"]],
    ["all traffic", rule("-1", [-1, -1], "0.0.0.0/0"), [""]],
    ["all traffic of a block", rule("-1", [-1, -1], "10.0.0.0/8"), ["ip saddr 10.0.0.0/8"]],
    ["a group", rule("tcp", [22, 22], "sg-2"), ["ip saddr @sg_2 tcp dport 22"]],
    ["no other side", rule("tcp", [22, 22]), []],
    [
      "blocks that overlap, and a group",
      rule("tcp", [22, 22], "10.0.0.0/8", "10.0.0.0/16", "sg-2"),
      ["ip saddr 10.0.0.0/8 tcp dport 22", "ip saddr 10.0.0.0/16 tcp dport 22", "ip saddr @sg_2 tcp dport 22"],
    ],
  ] as const) {
    it(`match ${title}`, () => expect(matchesOf([group([given])], "ingress")).to.deep.equal(expected));
  }

  it("match the receiver's address for egress", () => {
    const groups = [group([rule("tcp", [22, 22], "10.1.0.0/16")], [rule("tcp", [80, 80], "sg-3", "10.2.0.0/16")])];
    expect(matchesOf(groups, "egress")).to.deep.equal([
      "ip daddr 10.2.0.0/16 tcp dport 80",
      "ip daddr @sg_3 tcp dport 80",
    ]);
  });

  it("match once what several groups allow", () => {
    const https = rule("tcp", [443, 443], "0.0.0.0/0");
    expect(matchesOf([group([https]), group([https])], "ingress")).to.deep.equal(["tcp dport 443"]);
  });

  it("name the groups that they refer to", () => {
    const groups = [group([rule("tcp", [1, 1], "sg-2")], [rule("tcp", [1, 1], "sg-3")])];
    expect([...referencedGroups(groups)]).to.deep.equal(["sg-2", "sg-3"]);
  });
});

import type { SecurityGroup, SecurityGroupRule } from "../cloud";

/** Which way a rule looks, and which address is that of its other side. */
export type Direction = "ingress" | "egress";

const OTHER_SIDE = { ingress: "saddr", egress: "daddr" } as const;

const ALL_PORTS = { from: 0, to: 65535 };

/** The matches of all rules of some groups, in nftables' language; an empty match is for every packet. */
export function matchesOf(groups: readonly SecurityGroup[], direction: Direction): string[] {
  const matches = groups.flatMap((group) => group[direction].flatMap((rule) => matchesOfRule(rule, direction)));
  return [...new Set(matches)];
}

/** Groups that rules refer to. */
export function referencedGroups(groups: readonly SecurityGroup[]): Set<string> {
  return new Set(groups.flatMap(({ ingress, egress }) => [...ingress, ...egress].flatMap(({ groupIds }) => groupIds)));
}

/** The set with the addresses of a group's members. */
export function setName(groupId: string): string {
  return groupId.replaceAll("-", "_");
}

/** One match for each block and each group: sets would not take blocks that overlap. */
function matchesOfRule(rule: SecurityGroupRule, direction: Direction): string[] {
  const address = `ip ${OTHER_SIDE[direction]}`;
  const others = [
    ...rule.cidrs.map((cidr) => (cidr === "0.0.0.0/0" ? "" : `${address} ${cidr}`)),
    ...rule.groupIds.map((id) => `${address} @${setName(id)}`),
  ];
  return others.map((other) => [other, traffic(rule)].filter((match) => match !== "").join(" "));
}

function traffic({ protocol, from, to }: SecurityGroupRule): string {
  switch (protocol) {
    case "-1":
      return "";
    case "tcp":
    case "udp":
      if (from <= ALL_PORTS.from && (to < 0 || to >= ALL_PORTS.to)) return `meta l4proto ${protocol}`;
      return `${protocol} dport ${from === to ? from : `${from}-${to}`}`;
    case "icmp":
      if (from < 0) return "meta l4proto icmp";
      return `icmp type ${from}${to < 0 ? "" : ` icmp code ${to}`}`;
    default:
      return `meta l4proto ${protocol}`;
  }
}

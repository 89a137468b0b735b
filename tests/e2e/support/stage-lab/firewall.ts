import { DescribeSecurityGroupRulesCommand, type EC2Client, type SecurityGroupRule } from "@aws-sdk/client-ec2";

/** A host in a security group. */
export interface GroupMember {
  readonly groupId: string;
  readonly privateIp: string;
}

/**
 * Rules for `nft` on a host's interface, for forwarded packets too: the rules of its security group, responses, and nothing
 * else. A rule that references a group stands for the private addresses of its members, as in EC2.
 */
export async function firewallOf(host: GroupMember, all: readonly GroupMember[], ec2: EC2Client): Promise<string> {
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [host.groupId] }] }),
  );
  const chain = (name: string, hook: string, peer: string, rules: readonly SecurityGroupRule[]) =>
    [
      `chain ${name} { type filter hook ${hook} priority filter; policy drop;`,
      `meta ${hook === "prerouting" ? "iifname" : "oifname"} lo accept`,
      "ct state established,related accept",
      ...rules.flatMap((rule) => statements(rule, peer, all)),
      "counter",
      "}",
    ].join("\n");
  const egress = (rule: SecurityGroupRule) => rule.IsEgress === true;
  return `table ip security_group {
${chain(
  "arriving",
  "input",
  "saddr",
  SecurityGroupRules.filter((rule) => !egress(rule)),
)}
${chain("leaving", "postrouting", "daddr", SecurityGroupRules.filter(egress))}
}`;
}

function statements(rule: SecurityGroupRule, peer: string, all: readonly GroupMember[]): string[] {
  const { IpProtocol = "", FromPort, ToPort, CidrIpv4, ReferencedGroupInfo } = rule;
  const members = all.filter(({ groupId }) => groupId === ReferencedGroupInfo?.GroupId);
  const peers = CidrIpv4 === undefined ? members.map(({ privateIp }) => privateIp) : [CidrIpv4];
  const what =
    IpProtocol === "icmp" ? `icmp type ${FromPort ?? 0}` : `${IpProtocol} dport ${FromPort ?? 0}-${ToPort ?? 0}`;
  return peers.map((address) => `ip ${peer} ${address} ${what} accept`);
}

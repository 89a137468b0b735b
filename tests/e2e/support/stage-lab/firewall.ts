import { DescribeSecurityGroupRulesCommand, type EC2Client, type SecurityGroupRule } from "@aws-sdk/client-ec2";

/** A machine as security groups see it. */
export interface Guarded {
  readonly groupId: string;
  readonly privateIp: string;
}

/**
 * The packet filter of a machine's interface, for `nft`, also for what it sends on: what the rules of its security group let in and out, answers to it, and
 * nothing else. A rule that names a group stands for the private addresses of the machines in it, as in EC2.
 */
export async function firewallOf(machine: Guarded, all: readonly Guarded[], ec2: EC2Client): Promise<string> {
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [machine.groupId] }] }),
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
  return `table ip machine {
${chain(
  "arriving",
  "input",
  "saddr",
  SecurityGroupRules.filter((rule) => !egress(rule)),
)}
${chain("leaving", "postrouting", "daddr", SecurityGroupRules.filter(egress))}
}`;
}

function statements(rule: SecurityGroupRule, peer: string, all: readonly Guarded[]): string[] {
  const { IpProtocol = "", FromPort, ToPort, CidrIpv4, ReferencedGroupInfo } = rule;
  const members = all.filter(({ groupId }) => groupId === ReferencedGroupInfo?.GroupId);
  const peers = CidrIpv4 === undefined ? members.map(({ privateIp }) => privateIp) : [CidrIpv4];
  const what =
    IpProtocol === "icmp" ? `icmp type ${FromPort ?? 0}` : `${IpProtocol} dport ${FromPort ?? 0}-${ToPort ?? 0}`;
  return peers.map((address) => `ip ${peer} ${address} ${what} accept`);
}

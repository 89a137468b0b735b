import type { RecordedResource } from "../../tools/plan/engine";
import { input, reveal, type Deployment } from "./deployment";

/** Both types of security group rules. */
export const RULE_TYPES: readonly string[] = ["aws.vpc.SecurityGroupIngressRule", "aws.vpc.SecurityGroupEgressRule"];

/**
 * Every rule as `ingress web tcp 80 from loadbalancer`: direction, group, protocol, ports (type and code for ICMP) and
 * the other end, which is a group, a range or a prefix list. Sorted.
 */
export function rulesOf(deployment: Deployment): string[] {
  return RULE_TYPES.flatMap((type) => deployment.all(type))
    .map((rule) => ruleText(deployment, rule))
    .sort();
}

function ruleText(deployment: Deployment, rule: RecordedResource): string {
  const ingress = rule.type.endsWith("IngressRule");
  const [from, to] = [input(rule, "fromPort"), input(rule, "toPort")].map(String);
  const protocol = String(input(rule, "ipProtocol"));
  return [
    ingress ? "ingress" : "egress",
    groupOf(deployment, rule, "securityGroupId"),
    protocol,
    from === to ? from : `${String(from)}/${String(to)}`,
    ingress ? "from" : "to",
    peerOf(deployment, rule),
  ].join(" ");
}

function peerOf(deployment: Deployment, rule: RecordedResource): string {
  const ends = [
    rule.inputs.cidrIpv4 === undefined ? [] : [String(reveal(rule.inputs.cidrIpv4))],
    rule.inputs.referencedSecurityGroupId === undefined ? [] : [groupOf(deployment, rule, "referencedSecurityGroupId")],
    rule.inputs.prefixListId === undefined ? [] : [deployment.refersTo(rule, "prefixListId").join()],
  ].flat();
  return ends.join(" and ");
}

/** The group's logical name without the component's: `web` of `access-web`. */
function groupOf(deployment: Deployment, rule: RecordedResource, property: string): string {
  return deployment
    .refersTo(rule, property)
    .map((name) => name.replace(/^[a-z]+-/, ""))
    .join();
}

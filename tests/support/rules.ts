import type { RecordedResource } from "../../offline";
import { input, reveal, type Deployment } from "./deployment";

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
  const [from, to] = [textOf(rule, "fromPort"), textOf(rule, "toPort")];
  return [
    ingress ? "ingress" : "egress",
    groupOf(deployment, rule, "securityGroupId"),
    textOf(rule, "ipProtocol"),
    from === to ? from : `${from}/${to}`,
    ingress ? "from" : "to",
    peerOf(deployment, rule),
  ].join(" ");
}

function peerOf(deployment: Deployment, rule: RecordedResource): string {
  const { cidrIpv4, cidrIpv6, referencedSecurityGroupId, prefixListId } = rule.inputs;
  return [
    ...(cidrIpv4 === undefined ? [] : [textOf(rule, "cidrIpv4")]),
    ...(cidrIpv6 === undefined ? [] : [textOf(rule, "cidrIpv6")]),
    ...(referencedSecurityGroupId === undefined ? [] : [groupOf(deployment, rule, "referencedSecurityGroupId")]),
    ...(prefixListId === undefined ? [] : deployment.refersTo(rule, "prefixListId")),
  ].join(" and ");
}

function textOf(rule: RecordedResource, property: string): string {
  const value = reveal(input(rule, property));
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** The group's logical name without the component's: `web` of `access-web`. */
function groupOf(deployment: Deployment, rule: RecordedResource, property: string): string {
  return deployment
    .refersTo(rule, property)
    .map((name) => name.replace(/^[a-z]+-/, ""))
    .join();
}

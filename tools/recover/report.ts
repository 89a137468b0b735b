import { resourceType } from "../../offline/resource-types";
import type { Item } from "./item";
import type { Decision, Plan } from "./plan";
import { logicalName, type PendingOperation } from "./state";

const COMPANIONS: Readonly<Record<string, string>> = {
  "aws.ec2.NetworkInterface": "network interface",
  "aws.ebs.Snapshot": "snapshot",
  "aws.ebs.Volume": "volume",
};

/** Words for types whose label in the plan needs what is around it there. */
const LABELS: Readonly<Record<string, string>> = {
  "aws.ec2.RouteTableAssociation": "route table association",
  "aws.ec2.EipAssociation": "Elastic IP association",
  "aws.vpc.SecurityGroupIngressRule": "ingress rule",
  "aws.vpc.SecurityGroupEgressRule": "egress rule",
  "aws.iam.ServerCertificate": "server certificate",
  "aws.elb.LoadBalancerPolicy": "load balancer policy",
};

/** A type in words: `security group`. */
function labelOf(type: string): string {
  return LABELS[type] ?? COMPANIONS[type] ?? resourceType(type)?.label ?? type;
}

/** An item in words: `VPC vpc-0123 (vpc-shop-stg)`. */
export function nameOf({ type, id, name }: Item): string {
  const short = id.startsWith("arn:") ? (id.split(":").at(-1) ?? id) : id;
  return `${labelOf(type)} ${short}${name === "" || name === short ? "" : ` (${name})`}`;
}

/** Everything that recovery found, and what it does about it. */
export function planLines({ clear, deletions, kept }: Plan): readonly string[] {
  return [
    ...section("Pending operations in the state, to be cleared:", clear.map(operationLine)),
    ...section("To be deleted in AWS:", deletions.map(decisionLine)),
    ...section("Left as they are:", kept.map(decisionLine)),
  ];
}

/** All that a destruction deletes. Most of it has the stage's tags, which needs no words. */
export function destructionLines(decisions: readonly Decision[]): readonly string[] {
  return section(
    "To be deleted in AWS:",
    decisions.map((decision) => (decision.item.tagged ? nameOf(decision.item) : decisionLine(decision))),
  );
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function operationLine({ kind, type, urn }: PendingOperation): string {
  return `${kind} ${labelOf(type)} ${logicalName(urn)}`;
}

function decisionLine({ item, reason }: Decision): string {
  return `${nameOf(item)}: ${reason}`;
}

/** `1 resource`, `2 resources` */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

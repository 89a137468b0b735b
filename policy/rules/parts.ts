import type { GraphResource } from "../graph";
import type { Stack } from "./stack";

/** Types that stand for machines, or for what machines are made of. */
export const MACHINE_TYPES: readonly string[] = ["aws.ec2.Instance", "aws.ec2.LaunchTemplate"];

/** Both types of security group rules. */
export const RULE_TYPES: readonly string[] = ["aws.vpc.SecurityGroupIngressRule", "aws.vpc.SecurityGroupEgressRule"];

/** Types of network ACLs and their rules. */
export const NETWORK_ACLS: readonly string[] = [
  "aws.ec2.NetworkAcl",
  "aws.ec2.NetworkAclRule",
  "aws.ec2.DefaultNetworkAcl",
];

/** What a machine is for. */
export type Role = "nat" | "bastion" | "web";

/** NAT: what a route leads to. Bastion: what the component of that name made. All others are, or become, web servers. */
export function roleOf(stack: Stack, machine: GraphResource): Role {
  if (stack.referring(machine, "aws.ec2.Route").length > 0) return "nat";
  return machine.urn.includes(":Bastion$") ? "bastion" : "web";
}

/** Subnets in which web servers run or are built. */
export function webSubnets(stack: Stack): readonly GraphResource[] {
  const builders = stack.all("aws.ec2.Instance").filter((machine) => roleOf(stack, machine) === "web");
  const urns = [
    ...stack.all("aws.autoscaling.Group").flatMap(({ references }) => references.vpcZoneIdentifiers ?? []),
    ...builders.flatMap(({ references }) => references.subnetId ?? []),
  ];
  return stack.all("aws.ec2.Subnet").filter(({ urn }) => urns.includes(urn));
}

/** Security groups of load balancers. */
export function balancerGroups(stack: Stack): readonly GraphResource[] {
  return stack
    .all("aws.elb.LoadBalancer")
    .flatMap((balancer) => stack.referred(balancer, "securityGroups", "aws.ec2.SecurityGroup"));
}

/** Security groups of web servers. */
export function webGroups(stack: Stack): readonly GraphResource[] {
  return groupsOf(stack, "web", ...stack.all("aws.ec2.LaunchTemplate"));
}

/** Security groups of NAT instances. */
export function natGroups(stack: Stack): readonly GraphResource[] {
  return groupsOf(stack, "nat");
}

/** Security groups of the machines with a role, and of some templates. */
function groupsOf(stack: Stack, role: Role, ...templates: readonly GraphResource[]): readonly GraphResource[] {
  const machines = stack.all("aws.ec2.Instance").filter((machine) => roleOf(stack, machine) === role);
  const groups = [...machines, ...templates].flatMap((machine) =>
    ["networkInterfaces", "vpcSecurityGroupIds"].flatMap((property) =>
      stack.referred(machine, property, "aws.ec2.SecurityGroup"),
    ),
  );
  return [...new Set(groups)];
}

/** Rules of some types that belong to a group. */
export function rulesOf(
  stack: Stack,
  groups: readonly GraphResource[],
  ...types: readonly string[]
): readonly GraphResource[] {
  const urns = new Set(groups.map(({ urn }) => urn));
  return stack.all(...types).filter(({ references }) => references.securityGroupId?.some((urn) => urns.has(urn)));
}

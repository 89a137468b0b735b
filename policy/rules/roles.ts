import type { GraphResource } from "../graph";
import type { Stack } from "./stack";

export const INSTANCE_TYPES: readonly string[] = ["aws.ec2.Instance", "aws.ec2.LaunchTemplate"];

export const RULE_TYPES: readonly string[] = ["aws.vpc.SecurityGroupIngressRule", "aws.vpc.SecurityGroupEgressRule"];

export const NETWORK_ACLS: readonly string[] = [
  "aws.ec2.NetworkAcl",
  "aws.ec2.NetworkAclRule",
  "aws.ec2.DefaultNetworkAcl",
];

type Role = "nat" | "bastion" | "web";

/** NAT: the target of a route. Bastion: a child of that component. All others are web servers, or their image builder. */
export function roleOf(stack: Stack, instance: GraphResource): Role {
  if (stack.referring(instance, "aws.ec2.Route").length > 0) return "nat";
  return instance.urn.includes(":Bastion$") ? "bastion" : "web";
}

export function webSubnets(stack: Stack): readonly GraphResource[] {
  const urns = [
    ...stack.all("aws.autoscaling.Group").flatMap(({ references }) => references.vpcZoneIdentifiers ?? []),
    ...instancesWith(stack, "web").flatMap(({ references }) => references.subnetId ?? []),
  ];
  return stack.all("aws.ec2.Subnet").filter(({ urn }) => urns.includes(urn));
}

export function loadBalancerGroups(stack: Stack): readonly GraphResource[] {
  return stack
    .all("aws.elb.LoadBalancer")
    .flatMap((loadBalancer) => stack.referred(loadBalancer, "securityGroups", "aws.ec2.SecurityGroup"));
}

export function webGroups(stack: Stack): readonly GraphResource[] {
  return groupsOf(stack, [...instancesWith(stack, "web"), ...stack.all("aws.ec2.LaunchTemplate")]);
}

export function natGroups(stack: Stack): readonly GraphResource[] {
  return groupsOf(stack, instancesWith(stack, "nat"));
}

function instancesWith(stack: Stack, role: Role): readonly GraphResource[] {
  return stack.all("aws.ec2.Instance").filter((instance) => roleOf(stack, instance) === role);
}

function groupsOf(stack: Stack, instances: readonly GraphResource[]): readonly GraphResource[] {
  const groups = instances.flatMap((instance) =>
    ["networkInterfaces", "vpcSecurityGroupIds"].flatMap((property) =>
      stack.referred(instance, property, "aws.ec2.SecurityGroup"),
    ),
  );
  return [...new Set(groups)];
}

export function rulesOf(
  stack: Stack,
  groups: readonly GraphResource[],
  ...types: readonly string[]
): readonly GraphResource[] {
  const urns = new Set(groups.map(({ urn }) => urn));
  return stack.all(...types).filter(({ references }) => references.securityGroupId?.some((urn) => urns.has(urn)));
}

import type { GraphResource } from "../graph";
import { NETWORK_ACLS, RULE_TYPES, rulesOf, webSubnets } from "./roles";
import { each, perResource, perStack, protectedStages, unless, type Rule, type Violation } from "./rule";
import { items, type Stack } from "./stack";

export const NETWORK: readonly Rule[] = [
  {
    id: "default-group-empty",
    title: "The default security group of a VPC has no rules",
    severity: "high",
    why: "Resources without a security group get this one, and AWS's initial rules let its members reach each other.",
    sources: ["FSBP EC2.2", "CIS 5.4", "prowler ec2_securitygroup_default_restrict_traffic", "CKV2_AWS_12"],
    check: perStack((stack) => [
      ...each(
        stack.all("aws.ec2.Vpc").filter((vpc) => stack.referring(vpc, "aws.ec2.DefaultSecurityGroup").length === 0),
        "its default security group has AWS's initial rules",
      ),
      ...each(
        stack
          .all("aws.ec2.DefaultSecurityGroup")
          .filter(({ properties }) => items(properties.ingress).length + items(properties.egress).length > 0),
        "it has rules",
      ),
      // A rule can get the id of the default group from the VPC.
      ...each(
        rulesOf(stack, stack.all("aws.ec2.DefaultSecurityGroup", "aws.ec2.Vpc"), ...RULE_TYPES),
        "it is a rule of a default security group",
      ),
    ]),
  },
  {
    id: "own-vpc",
    title: "No resource is in the account's default VPC",
    severity: "high",
    why: "Its subnets assign public IP addresses to all instances.",
    sources: ["CKV_AWS_148", "AWS-0101"],
    check: perResource(
      [
        "aws.ec2.DefaultVpc",
        "aws.ec2.DefaultSubnet",
        "aws.ec2.DefaultRouteTable",
        "aws.ec2.Instance",
        "aws.ec2.SecurityGroup",
      ],
      ({ type, properties: { subnetId, vpcId } }) => {
        if (type.startsWith("aws.ec2.Default")) return ["it belongs to the default VPC"];
        const place = type === "aws.ec2.Instance" ? subnetId : vpcId;
        return unless(place !== undefined, "it names no subnet or VPC, so AWS puts it in the default VPC");
      },
    ),
  },
  {
    id: "subnets-give-no-public-address",
    title: "Subnets do not assign public IP addresses",
    severity: "high",
    why: "Each instance declares its public IP address itself.",
    sources: ["FSBP EC2.15", "prowler vpc_subnet_no_public_ip_by_default", "CKV_AWS_130", "AWS-0164"],
    check: perResource(["aws.ec2.Subnet"], ({ properties }) =>
      unless(properties.mapPublicIpOnLaunch === false, "mapPublicIpOnLaunch is not false explicitly"),
    ),
  },
  {
    id: "web-servers-in-private-subnets",
    title: "Web servers run and are built in subnets without a route to the internet gateway",
    severity: "high",
    why: "Without such a route the internet cannot reach them, whatever their addresses and security groups.",
    sources: ["prowler vpc_subnet_separate_private_public"],
    check: perStack((stack) =>
      webSubnets(stack).flatMap((subnet) =>
        each(
          routesOf(stack, subnet).filter(
            (route) => stack.referred(route, "gatewayId", "aws.ec2.InternetGateway").length > 0,
          ),
          `it routes ${subnet.name} to the internet gateway`,
        ),
      ),
    ),
  },
  {
    id: "two-zones",
    title: "Load balancer and web servers use two Availability Zones or more",
    severity: "medium",
    why: "A whole zone can fail.",
    sources: ["FSBP ELB.10", "FSBP AutoScaling.2", "prowler vpc_subnet_different_az"],
    scope: protectedStages("a test stage may fail with its zone"),
    check: perStack((stack) => [
      ...inOneZone(stack, "aws.elb.LoadBalancer", "subnets"),
      ...inOneZone(stack, "aws.autoscaling.Group", "vpcZoneIdentifiers"),
    ]),
  },
  {
    id: "nat-gateway",
    title: "Private subnets use a NAT gateway",
    severity: "low",
    why: "AWS operates and patches it; a NAT instance is a single instance of our own.",
    sources: ["CKV2_AWS_35"],
    scope: protectedStages("a NAT instance costs a tenth, and its replacement is tested"),
    check: perStack((stack) =>
      each(
        stack
          .all("aws.ec2.Route")
          .filter((route) => stack.referred(route, "networkInterfaceId", "aws.ec2.Instance").length > 0),
        "its target is a NAT instance",
      ),
    ),
  },
  {
    id: "flow-logs",
    title: "Flow logs record rejected traffic, and logs expire",
    severity: "medium",
    why: "After an attack, rejected connections show what was tried.",
    sources: ["FSBP EC2.6", "CIS 3.7", "prowler vpc_flow_logs_enabled", "CKV2_AWS_11", "AWS-0178"],
    scope: protectedStages("logs cost per gigabyte; `flowLogs` turns them on"),
    check: perStack((stack) => [
      ...each(
        stack.all("aws.ec2.Vpc").filter((vpc) => {
          const logs = stack.referring(vpc, "aws.ec2.FlowLog");
          return !logs.some(({ properties: { trafficType } }) => trafficType === "REJECT" || trafficType === "ALL");
        }),
        "it has no flow log of rejected traffic",
      ),
      ...each(
        stack
          .all("aws.cloudwatch.LogGroup")
          .filter(
            ({ properties: { retentionInDays } }) => typeof retentionInDays !== "number" || retentionInDays === 0,
          ),
        "its logs never expire",
      ),
    ]),
  },
  {
    id: "no-network-acl",
    title: "There is no custom network ACL",
    severity: "low",
    why: "Security groups control access; a second place would contradict them some day.",
    sources: ["FSBP EC2.16", "CKV2_AWS_1"],
    check: perResource(NETWORK_ACLS, () => ["security groups are the only access control here"]),
  },
];

function routesOf(stack: Stack, subnet: GraphResource): readonly GraphResource[] {
  return stack
    .referring(subnet, "aws.ec2.RouteTableAssociation")
    .flatMap((association) => stack.referred(association, "routeTableId", "aws.ec2.RouteTable"))
    .flatMap((table) => stack.referring(table, "aws.ec2.Route"));
}

function inOneZone(stack: Stack, type: string, property: string): readonly Violation[] {
  return each(
    stack.all(type).filter((resource) => {
      const subnets = stack.referred(resource, property, "aws.ec2.Subnet");
      return new Set(subnets.map(({ properties }) => properties.availabilityZone)).size < 2;
    }),
    "it uses a single Availability Zone",
  );
}

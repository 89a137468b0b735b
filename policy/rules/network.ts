import { items, type Stack } from "./stack";
import { ALWAYS, each, unless, whereProtected, whole, type Fault, type Rule } from "./rule";
import { NETWORK_ACLS, RULE_TYPES, rulesOf, webSubnets } from "./parts";
import type { GraphResource } from "../graph";

/** What must hold of VPCs, subnets and routes. */
export const NETWORK: readonly Rule[] = [
  {
    id: "default-group-empty",
    title: "The default security group of a VPC lets nothing in and nothing out",
    severity: "high",
    why: "What is started without a group gets this one; as AWS makes it, its members may all reach each other.",
    sources: ["FSBP EC2.2", "CIS 5.4", "prowler ec2_securitygroup_default_restrict_traffic", "CKV2_AWS_12"],
    verdict: ALWAYS,
    check: whole((stack) => [
      ...stack
        .all("aws.ec2.Vpc")
        .filter((vpc) => stack.referring(vpc, "aws.ec2.DefaultSecurityGroup").length === 0)
        .map((resource) => ({ resource, text: "its default security group is left as AWS made it" })),
      ...stack
        .all("aws.ec2.DefaultSecurityGroup")
        .filter(({ properties }) => items(properties.ingress).length + items(properties.egress).length > 0)
        .map((resource) => ({ resource, text: "it has rules" })),
      // A VPC tells the id of its default group.
      ...rulesOf(stack, stack.all("aws.ec2.DefaultSecurityGroup", "aws.ec2.Vpc"), ...RULE_TYPES).map((resource) => ({
        resource,
        text: "it is a rule of a default group",
      })),
    ]),
  },
  {
    id: "own-vpc",
    title: "Nothing is put into the account's default VPC",
    severity: "high",
    why: "There every subnet gives public addresses to what is started in it.",
    sources: ["CKV_AWS_148", "AWS-0101"],
    verdict: ALWAYS,
    check: each(
      [
        "aws.ec2.DefaultVpc",
        "aws.ec2.DefaultSubnet",
        "aws.ec2.DefaultRouteTable",
        "aws.ec2.Instance",
        "aws.ec2.SecurityGroup",
      ],
      ({ type, properties: { subnetId, vpcId } }) => {
        if (type.startsWith("aws.ec2.Default")) return ["it belongs to the default VPC"];
        const where = type === "aws.ec2.Instance" ? subnetId : vpcId;
        return unless(where !== undefined, "it names no subnet or VPC, so that it lands in the default VPC");
      },
    ),
  },
  {
    id: "subnets-give-no-public-address",
    title: "No subnet gives public addresses to what is started in it",
    severity: "high",
    why: "Who is to have a public address is said of each machine, not left to where it stands.",
    sources: ["FSBP EC2.15", "prowler vpc_subnet_no_public_ip_by_default", "CKV_AWS_130", "AWS-0164"],
    verdict: ALWAYS,
    check: each(["aws.ec2.Subnet"], ({ properties }) =>
      unless(properties.mapPublicIpOnLaunch === false, "mapPublicIpOnLaunch is not written down as false"),
    ),
  },
  {
    id: "web-servers-in-private-subnets",
    title: "Web servers run and are built in subnets without a route to the internet gateway",
    severity: "high",
    why: "Without such a route nobody outside can reach them, whatever their addresses and groups.",
    sources: ["prowler vpc_subnet_separate_private_public"],
    verdict: ALWAYS,
    check: whole((stack) =>
      webSubnets(stack).flatMap((subnet) =>
        routesOf(stack, subnet)
          .filter((route) => stack.referred(route, "gatewayId", "aws.ec2.InternetGateway").length > 0)
          .map((resource) => ({ resource, text: `it leads ${subnet.name} to the internet gateway` })),
      ),
    ),
  },
  {
    id: "two-zones",
    title: "Load balancer and web servers stand in two zones or more",
    severity: "medium",
    why: "A zone can fail as a whole.",
    sources: ["FSBP ELB.10", "FSBP AutoScaling.2", "prowler vpc_subnet_different_az"],
    verdict: whereProtected("a stage to try things in may be down with its zone"),
    check: whole((stack) => [
      ...inTooFewZones(stack, "aws.elb.LoadBalancer", "subnets"),
      ...inTooFewZones(stack, "aws.autoscaling.Group", "vpcZoneIdentifiers"),
    ]),
  },
  {
    id: "nat-gateway",
    title: "Private subnets go out through a NAT gateway",
    severity: "low",
    why: "AWS keeps it running and patched; a NAT instance is one machine of ours.",
    sources: ["CKV2_AWS_35"],
    verdict: whereProtected("a NAT instance costs a tenth, and its replacement is tested"),
    check: whole((stack) =>
      stack
        .all("aws.ec2.Route")
        .filter((route) => stack.referred(route, "networkInterfaceId", "aws.ec2.Instance").length > 0)
        .map((resource) => ({ resource, text: "it leads to a NAT instance" })),
    ),
  },
  {
    id: "flow-logs",
    title: "What the VPC refuses is logged, and kept for a limited time",
    severity: "medium",
    why: "After an attack, refused connections tell what was tried.",
    sources: ["FSBP EC2.6", "CIS 3.7", "prowler vpc_flow_logs_enabled", "CKV2_AWS_11", "AWS-0178"],
    verdict: whereProtected("logs cost by the gigabyte; `flowLogs` switches them on"),
    check: whole((stack) => [
      ...stack
        .all("aws.ec2.Vpc")
        .filter((vpc) => {
          const logs = stack.referring(vpc, "aws.ec2.FlowLog");
          return !logs.some(({ properties: { trafficType } }) => trafficType === "REJECT" || trafficType === "ALL");
        })
        .map((resource) => ({ resource, text: "it has no flow log of refused traffic" })),
      ...stack
        .all("aws.cloudwatch.LogGroup")
        .filter(({ properties: { retentionInDays } }) => typeof retentionInDays !== "number" || retentionInDays === 0)
        .map((resource) => ({ resource, text: "it keeps logs for ever" })),
    ]),
  },
  {
    id: "no-network-acl",
    title: "There is no network ACL of our own",
    severity: "low",
    why: "Security groups say who may reach whom; a second place would contradict them one day.",
    sources: ["FSBP EC2.16", "CKV2_AWS_1"],
    verdict: ALWAYS,
    check: each(NETWORK_ACLS, () => ["security groups are the only control of access here"]),
  },
];

/** Routes of the tables that a subnet has. */
function routesOf(stack: Stack, subnet: GraphResource): readonly GraphResource[] {
  return stack
    .referring(subnet, "aws.ec2.RouteTableAssociation")
    .flatMap((association) => stack.referred(association, "routeTableId", "aws.ec2.RouteTable"))
    .flatMap((table) => stack.referring(table, "aws.ec2.Route"));
}

function inTooFewZones(stack: Stack, type: string, property: string): readonly Fault[] {
  return stack
    .all(type)
    .filter((resource) => {
      const subnets = stack.referred(resource, property, "aws.ec2.Subnet");
      return new Set(subnets.map(({ properties }) => properties.availabilityZone)).size < 2;
    })
    .map((resource) => ({ resource, text: "it stands in a single zone" }));
}

import { NOT_KNOWN } from "../../../../../policy/graph";
import {
  add,
  all,
  another,
  breaks,
  INGRESS,
  INSTANCE,
  link,
  NAT_IN,
  SCALING_GROUP,
  set,
  without,
  type Injection,
} from "./violation";

const ROUTE = "aws.ec2.Route";
const PRIVATE_SUBNET = ["aws.ec2.Subnet", "vpc-private-1a"] as const;
const PUBLIC_SUBNET = ["aws.ec2.Subnet", "vpc-public-1a"] as const;

export const NETWORK: readonly Injection[] = [
  breaks(
    "default-group-empty",
    "the default group has a rule",
    set("aws.ec2.DefaultSecurityGroup", "", {
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    }),
    "prod",
  ),
  breaks("default-group-empty", "the default group has AWS's initial rules", without("aws.ec2.DefaultSecurityGroup")),
  breaks(
    "default-group-empty",
    "the default group has a rule resource",
    another(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/16" }, { securityGroupId: ["aws.ec2.DefaultSecurityGroup", ""] }),
  ),
  breaks(
    "default-group-empty",
    "a rule gets the id of the default group from the VPC",
    another(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/16" }, { securityGroupId: ["aws.ec2.Vpc", ""] }),
  ),
  breaks("own-vpc", "an instance is in the default VPC", set(INSTANCE, "web", { subnetId: undefined }), "prod"),
  breaks(
    "subnets-give-no-public-address",
    "a subnet assigns public IP addresses",
    set(...PUBLIC_SUBNET, { mapPublicIpOnLaunch: true }),
  ),
  breaks(
    "web-servers-in-private-subnets",
    "a private table has a second route, to the internet gateway",
    another(
      ROUTE,
      "vpc-public-default",
      { destinationCidrBlock: "203.0.113.0/24" },
      { routeTableId: ["aws.ec2.RouteTable", "vpc-private-1a"] },
    ),
  ),
  breaks(
    "web-servers-in-private-subnets",
    "web servers run in the public subnet",
    link(SCALING_GROUP, "", "vpcZoneIdentifiers", PUBLIC_SUBNET),
  ),
  breaks(
    "two-zones",
    "all web servers of prod are in one zone",
    all(
      set(SCALING_GROUP, "", { vpcZoneIdentifiers: [NOT_KNOWN] }),
      link(SCALING_GROUP, "", "vpcZoneIdentifiers", PRIVATE_SUBNET),
    ),
    "prod",
  ),
  breaks("flow-logs", "prod has no flow logs", without("aws.ec2.FlowLog"), "prod"),
  breaks(
    "flow-logs",
    "flow logs record accepted traffic only",
    set("aws.ec2.FlowLog", "", { trafficType: "ACCEPT" }),
    "prod",
  ),
  breaks(
    "flow-logs",
    "flow logs never expire",
    set("aws.cloudwatch.LogGroup", "", { retentionInDays: undefined }),
    "prod",
  ),
  breaks("reachability-is-clear", "a table has two default routes", another(ROUTE, "nat-private-default-1a"), "prod"),
  breaks(
    "nat-gateway",
    "prod uses a NAT instance",
    all(
      another(INSTANCE, "web", { sourceDestCheck: false, monitoring: true }, { subnetId: PUBLIC_SUBNET }),
      link(ROUTE, "nat-private-default-1a", "natGatewayId"),
      link(ROUTE, "nat-private-default-1a", "networkInterfaceId", [INSTANCE, "web-too"]),
    ),
    "prod",
  ),
  breaks("no-network-acl", "there is a network ACL", add("aws.ec2.NetworkAcl")),
];

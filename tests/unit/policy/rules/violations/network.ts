import { NOT_KNOWN } from "../../../../../policy/graph";
import { add, all, another, link, set, without } from "../../support/inject";
import { INGRESS, INSTANCE, NAT_IN, SCALING, type Injection } from "./violation";

/** Mistakes in VPCs, subnets and routes. */
export const NETWORK: readonly Injection[] = [
  {
    what: "the default group has a rule",
    rule: "default-group-empty",
    change: set("aws.ec2.DefaultSecurityGroup", "", {
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    }),
    in: "prod",
  },
  {
    what: "the default group is left as AWS made it",
    rule: "default-group-empty",
    change: without("aws.ec2.DefaultSecurityGroup"),
  },
  {
    what: "something is made in the account's default VPC",
    rule: "own-vpc",
    change: set(INSTANCE, "web", { subnetId: undefined }),
    in: "prod",
  },
  {
    what: "a subnet gives public addresses",
    rule: "subnets-give-no-public-address",
    change: set("aws.ec2.Subnet", "vpc-public-1a", { mapPublicIpOnLaunch: true }),
  },
  {
    what: "a private table has a second route to the internet gateway",
    rule: "web-servers-in-private-subnets",
    change: another(
      "aws.ec2.Route",
      "vpc-public-default",
      { destinationCidrBlock: "203.0.113.0/24" },
      { routeTableId: ["aws.ec2.RouteTable", "vpc-private-1a"] },
    ),
  },
  {
    what: "web servers run in the public subnet",
    rule: "web-servers-in-private-subnets",
    change: link(SCALING, "", "vpcZoneIdentifiers", ["aws.ec2.Subnet", "vpc-public-1a"]),
  },
  {
    what: "all web servers of prod stand in one zone",
    rule: "two-zones",
    change: all(
      set(SCALING, "", { vpcZoneIdentifiers: [NOT_KNOWN] }),
      link(SCALING, "", "vpcZoneIdentifiers", ["aws.ec2.Subnet", "vpc-private-1a"]),
    ),
    in: "prod",
  },
  { what: "prod keeps no flow logs", rule: "flow-logs", change: without("aws.ec2.FlowLog"), in: "prod" },
  {
    what: "flow logs tell only what was let through",
    rule: "flow-logs",
    change: set("aws.ec2.FlowLog", "", { trafficType: "ACCEPT" }),
    in: "prod",
  },
  {
    what: "flow logs are kept for ever",
    rule: "flow-logs",
    change: set("aws.cloudwatch.LogGroup", "", { retentionInDays: undefined }),
    in: "prod",
  },
  {
    what: "a table has two default routes",
    rule: "reachability-is-clear",
    change: another("aws.ec2.Route", "nat-private-default-1a"),
    in: "prod",
  },
  {
    what: "prod goes out through a NAT instance",
    rule: "nat-gateway",
    change: all(
      another(
        INSTANCE,
        "web",
        { sourceDestCheck: false, monitoring: true },
        { subnetId: ["aws.ec2.Subnet", "vpc-public-1a"] },
      ),
      link("aws.ec2.Route", "nat-private-default-1a", "natGatewayId"),
      link("aws.ec2.Route", "nat-private-default-1a", "networkInterfaceId", [INSTANCE, "web-too"]),
    ),
    in: "prod",
  },
  { what: "there is a network ACL", rule: "no-network-acl", change: add("aws.ec2.NetworkAcl") },
  {
    what: "the default group has a rule that is a resource of its own",
    rule: "default-group-empty",
    change: another(
      INGRESS,
      NAT_IN,
      { cidrIpv4: "10.0.0.0/16" },
      { securityGroupId: ["aws.ec2.DefaultSecurityGroup", ""] },
    ),
  },
  {
    what: "a rule is for the default group, by the id that the VPC tells",
    rule: "default-group-empty",
    change: another(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/16" }, { securityGroupId: ["aws.ec2.Vpc", ""] }),
  },
];

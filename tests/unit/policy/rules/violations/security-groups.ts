import { all, another, change, link, set } from "../../support/inject";
import {
  byRange,
  EGRESS,
  FROM_ADMINS,
  FROM_BALANCER,
  GROUP,
  INGRESS,
  NAT_IN,
  TEMPLATE,
  TO_WEB,
  WEB_OUT,
  type Injection,
} from "./violation";

/** Mistakes in security groups and their rules. */
export const SECURITY_GROUPS: readonly Injection[] = [
  ...[
    ["the whole world", { cidrIpv4: "0.0.0.0/0" }],
    ["the whole world by IPv6", { cidrIpv4: undefined, cidrIpv6: "::/0" }],
    ["half of the world", { cidrIpv4: "0.0.0.0/1" }],
    ["the other half of the world", { cidrIpv4: "128.0.0.0/1" }],
    ["a provider's whole network", { cidrIpv4: "203.0.0.0/16" }],
  ].map(([who, properties]): Injection => ({
    what: `SSH to the bastion is open to ${who as string}`,
    rule: "open-only-at-load-balancer",
    change: set(INGRESS, FROM_ADMINS, properties as Record<string, string | undefined>),
    in: "stg with a bastion",
  })),
  {
    what: "a database's port of the web servers is open to the world",
    rule: "open-only-at-load-balancer",
    change: byRange(FROM_BALANCER, "0.0.0.0/0", { fromPort: 3306, toPort: 3306 }),
  },
  {
    what: "web servers let in the VPC's range instead of the load balancer's group",
    rule: "web-servers-name-groups",
    change: byRange(FROM_BALANCER, "10.0.0.0/16"),
  },
  {
    what: "the load balancer's group lets in SSH",
    rule: "load-balancer-takes-web",
    change: another(INGRESS, "access-loadbalancer-from-anyone-tcp80", { fromPort: 22, toPort: 22 }),
  },
  {
    what: "a rule is for all protocols",
    rule: "no-all-protocols",
    change: set(EGRESS, WEB_OUT, { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
  },
  {
    what: "a rule is for all ports",
    rule: "one-port-per-rule",
    change: set(EGRESS, WEB_OUT, { fromPort: 0, toPort: 65_535 }),
  },
  {
    what: "a rule is for all of ICMP",
    rule: "one-port-per-rule",
    change: set(EGRESS, "access-web-to-anyone-ping", { fromPort: -1, toPort: -1 }),
  },
  {
    what: "web servers may send mail to anyone",
    rule: "out-only-web-and-ping",
    change: another(EGRESS, WEB_OUT, { fromPort: 25, toPort: 25 }),
  },
  {
    what: "the load balancer may send to the whole VPC",
    rule: "load-balancer-sends-to-web",
    change: all(
      another(EGRESS, TO_WEB, { cidrIpv4: "10.0.0.0/16", referencedSecurityGroupId: undefined }),
      change(EGRESS, `${TO_WEB}-tcp80-too`, ({ references }) => ({
        references: { ...references, referencedSecurityGroupId: [] },
      })),
    ),
  },
  {
    what: "a rule says not what it is for",
    rule: "described",
    change: set(INGRESS, NAT_IN, { description: undefined }),
  },
  {
    what: "a group's description has letters that AWS does not take",
    rule: "described",
    change: set(GROUP, "access-web", { description: "Web servers → everything" }),
  },
  {
    what: "a group holds rules itself",
    rule: "rules-are-resources",
    // The NAT's, to which nobody else gets.
    change: set(GROUP, "access-loadbalancer", { egress: [{ protocol: "tcp", fromPort: 80, toPort: 80 }] }),
  },
  { what: "nothing has a group", rule: "nothing-unused", change: another(GROUP, "access-web") },
  { what: "nothing has an Elastic IP", rule: "nothing-unused", change: another("aws.ec2.Eip", "nat-instance") },
  {
    what: "web servers may send mail to half of the world",
    rule: "out-only-web-and-ping",
    change: another(EGRESS, WEB_OUT, { cidrIpv4: "0.0.0.0/1", fromPort: 25, toPort: 25 }),
  },
  {
    what: "web servers may reach a database on the internet",
    rule: "out-only-web-and-ping",
    change: another(EGRESS, WEB_OUT, { cidrIpv4: "203.0.113.7/32", fromPort: 5432, toPort: 5432 }),
  },
  {
    what: "the NAT instance takes packets of the whole VPC",
    rule: "nat-takes-private-subnets",
    change: set(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/16" }),
  },
  {
    what: "the NAT instance takes packets of all private networks",
    rule: "nat-takes-private-subnets",
    change: another(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/8" }),
  },
  {
    what: "a range is let in by a group that the template names in another place",
    rule: "web-servers-name-groups",
    change: all(
      link(TEMPLATE, "", "networkInterfaces"),
      link(TEMPLATE, "", "vpcSecurityGroupIds", [GROUP, "access-web"]),
      byRange(FROM_BALANCER, "10.0.0.0/24"),
    ),
  },
];

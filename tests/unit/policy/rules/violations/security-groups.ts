import {
  all,
  another,
  breaks,
  byRange,
  change,
  EGRESS,
  FROM_ADMINS,
  FROM_LOAD_BALANCER,
  GROUP,
  INGRESS,
  link,
  NAT_IN,
  set,
  TEMPLATE,
  TO_WEB,
  WEB_OUT,
  type Injection,
} from "./violation";

export const SECURITY_GROUPS: readonly Injection[] = [
  ...(
    [
      ["the internet", { cidrIpv4: "0.0.0.0/0" }],
      ["the internet over IPv6", { cidrIpv4: undefined, cidrIpv6: "::/0" }],
      ["half of the internet", { cidrIpv4: "0.0.0.0/1" }],
      ["the other half of the internet", { cidrIpv4: "128.0.0.0/1" }],
      ["a provider's whole network", { cidrIpv4: "203.0.0.0/16" }],
    ] as const
  ).map(([who, properties]) =>
    breaks(
      "open-only-at-load-balancer",
      `SSH to the bastion is open to ${who}`,
      set(INGRESS, FROM_ADMINS, properties),
      "stg with a bastion",
    ),
  ),
  breaks(
    "open-only-at-load-balancer",
    "a database port of the web servers is open to the internet",
    byRange(FROM_LOAD_BALANCER, "0.0.0.0/0", { fromPort: 3306, toPort: 3306 }),
  ),
  breaks(
    "web-servers-name-groups",
    "web servers allow the VPC's range instead of the load balancer's group",
    byRange(FROM_LOAD_BALANCER, "10.0.0.0/16"),
  ),
  breaks(
    "web-servers-name-groups",
    "a group in another property of the launch template allows a range",
    all(
      link(TEMPLATE, "", "networkInterfaces"),
      link(TEMPLATE, "", "vpcSecurityGroupIds", [GROUP, "access-web"]),
      byRange(FROM_LOAD_BALANCER, "10.0.0.0/24"),
    ),
  ),
  breaks(
    "load-balancer-takes-web",
    "the load balancer's group allows SSH",
    another(INGRESS, "access-loadbalancer-from-anyone-tcp80", { fromPort: 22, toPort: 22 }),
  ),
  breaks(
    "no-all-protocols",
    "a rule allows all protocols",
    set(EGRESS, WEB_OUT, { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
  ),
  breaks("one-port-per-rule", "a rule allows all ports", set(EGRESS, WEB_OUT, { fromPort: 0, toPort: 65_535 })),
  breaks(
    "one-port-per-rule",
    "a rule allows all of ICMP",
    set(EGRESS, "access-web-to-anyone-ping", { fromPort: -1, toPort: -1 }),
  ),
  breaks(
    "out-only-web-and-ping",
    "web servers can send mail to the internet",
    another(EGRESS, WEB_OUT, { fromPort: 25, toPort: 25 }),
  ),
  breaks(
    "out-only-web-and-ping",
    "web servers can send mail to half of the internet",
    another(EGRESS, WEB_OUT, { cidrIpv4: "0.0.0.0/1", fromPort: 25, toPort: 25 }),
  ),
  breaks(
    "out-only-web-and-ping",
    "web servers reach a database on the internet",
    another(EGRESS, WEB_OUT, { cidrIpv4: "203.0.113.7/32", fromPort: 5432, toPort: 5432 }),
  ),
  breaks(
    "load-balancer-sends-to-web",
    "the load balancer can send to the whole VPC",
    all(
      another(EGRESS, TO_WEB, { cidrIpv4: "10.0.0.0/16", referencedSecurityGroupId: undefined }),
      change(EGRESS, `${TO_WEB}-tcp80-too`, ({ references }) => ({
        references: { ...references, referencedSecurityGroupId: [] },
      })),
    ),
  ),
  breaks("described", "a rule has no description", set(INGRESS, NAT_IN, { description: undefined })),
  breaks(
    "described",
    "AWS does not accept the description of a group",
    set(GROUP, "access-web", { description: "Web servers → everything" }),
  ),
  breaks(
    "rules-are-resources",
    "a group has an inline rule",
    set(GROUP, "access-loadbalancer", { egress: [{ protocol: "tcp", fromPort: 80, toPort: 80 }] }),
  ),
  breaks("nothing-unused", "a group is unused", another(GROUP, "access-web")),
  breaks("nothing-unused", "an Elastic IP is unused", another("aws.ec2.Eip", "nat-instance")),
  breaks(
    "nat-takes-private-subnets",
    "the NAT instance accepts traffic from the whole VPC",
    set(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/16" }),
  ),
  breaks(
    "nat-takes-private-subnets",
    "the NAT instance accepts traffic from all private networks",
    another(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/8" }),
  ),
];

import ipaddr from "ipaddr.js";
import type { GraphResource, Literal } from "../graph";
import { loadBalancerGroups, natGroups, RULE_TYPES, rulesOf, webGroups, webSubnets } from "./roles";
import { each, perResource, perStack, unless, type Rule } from "./rule";
import { items } from "./stack";

const [INGRESS = "", EGRESS = ""] = RULE_TYPES;
const GROUP = "aws.ec2.SecurityGroup";

/** A shorter prefix of a public range is more than an office or a provider's customer has. */
const MIN_PREFIX = { ipv4: 24, ipv6: 48 };

const GROUP_USERS: readonly string[] = [
  "aws.ec2.Instance",
  "aws.ec2.LaunchTemplate",
  "aws.ec2.VpcEndpoint",
  "aws.elb.LoadBalancer",
];

export const SECURITY_GROUPS: readonly Rule[] = [
  {
    id: "open-only-at-load-balancer",
    title: "Only the load balancer's security group is open to wide ranges of the internet",
    severity: "critical",
    why: "Attackers find open SSH and database ports within minutes.",
    sources: [
      "FSBP EC2.13",
      "FSBP EC2.14",
      "FSBP EC2.18",
      "FSBP EC2.19",
      "CIS 5.2",
      "CIS 5.3",
      "prowler ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
      "prowler ec2_securitygroup_allow_wide_open_public_ipv4",
      "CKV_AWS_24",
      "CKV_AWS_25",
      "AWS-0107",
    ],
    check: perStack((stack) => {
      const open = new Set(rulesOf(stack, loadBalancerGroups(stack), INGRESS));
      return each(
        stack.all(INGRESS).filter((rule) => !open.has(rule) && isWide(rule)),
        `it allows a public range larger than /${MIN_PREFIX.ipv4}`,
      );
    }),
  },
  {
    id: "load-balancer-takes-web",
    title: "The load balancer's security group allows inbound tcp 80 and 443 only",
    severity: "high",
    why: "It is the only group that is open to the internet.",
    sources: ["FSBP EC2.18", "prowler ec2_securitygroup_allow_ingress_from_internet_to_any_port"],
    check: perStack((stack) =>
      each(
        rulesOf(stack, loadBalancerGroups(stack), INGRESS).filter(
          ({ properties: { ipProtocol, fromPort, toPort } }) => {
            const isWeb = ipProtocol === "tcp" && fromPort === toPort && (fromPort === 80 || fromPort === 443);
            // All protocols and port ranges have rules of their own.
            return !isWeb && !isAllProtocols(ipProtocol) && fromPort === toPort;
          },
        ),
        "it allows more than HTTP and HTTPS",
      ),
    ),
  },
  {
    id: "web-servers-name-groups",
    title: "Inbound rules of web servers refer to security groups, not to ranges",
    severity: "high",
    why: "A range admits every future host in it; a group only its members.",
    sources: ["FSBP EC2.18"],
    check: perStack((stack) =>
      each(
        rulesOf(stack, webGroups(stack), INGRESS)
          // A literal group id is unclear, which has a rule of its own.
          .filter((rule) => rule.properties.referencedSecurityGroupId === undefined && !isWide(rule)),
        "it allows a range",
      ),
    ),
  },
  {
    id: "nat-takes-private-subnets",
    title: "A NAT instance's security group allows only the private subnets and the bastion's group",
    severity: "medium",
    why: "A NAT forwards what it receives, and a wider range admits every future host in it.",
    sources: [],
    check: perStack((stack) => {
      const subnets = webSubnets(stack).map(({ properties }) => properties.cidrBlock);
      const isInSubnet = (range: Literal | undefined): boolean =>
        subnets.some((subnet) => typeof range === "string" && typeof subnet === "string" && isWithin(range, subnet));
      return each(
        rulesOf(stack, natGroups(stack), INGRESS)
          .filter(({ properties }) => properties.referencedSecurityGroupId === undefined)
          // Public ranges have rules of their own.
          .filter((rule) => !isPublic(rule) && !isInSubnet(rule.properties.cidrIpv4)),
        "it allows more than a private subnet",
      );
    }),
  },
  {
    id: "no-all-protocols",
    title: "No rule allows all protocols",
    severity: "critical",
    why: "Such a rule allows far more than is needed.",
    sources: ["CKV_AWS_277", "CKV_AWS_382", "prowler ec2_securitygroup_allow_ingress_from_internet_to_all_ports"],
    check: perResource(RULE_TYPES, ({ properties }) =>
      unless(!isAllProtocols(properties.ipProtocol), "it allows all protocols"),
    ),
  },
  {
    id: "one-port-per-rule",
    title: "A rule allows one port, or one ICMP type",
    severity: "medium",
    why: "A port range opens ports by accident.",
    sources: ["FSBP EC2.19", "prowler ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports"],
    check: perResource(RULE_TYPES, ({ properties: { ipProtocol, fromPort, toPort } }) => {
      if (isAllProtocols(ipProtocol)) return [];
      if (ipProtocol === "icmp") return unless(typeof fromPort === "number" && fromPort >= 0, "it allows all of ICMP");
      return unless(typeof fromPort === "number" && fromPort === toPort, "it allows a port range");
    }),
  },
  {
    id: "load-balancer-sends-to-web",
    title: "The load balancer's security group allows outbound traffic to web servers only",
    severity: "medium",
    why: "A compromised load balancer reaches nothing else.",
    sources: ["AWS-0104"],
    check: perStack((stack) => {
      const web = new Set(webGroups(stack).map(({ urn }) => urn));
      return each(
        rulesOf(stack, loadBalancerGroups(stack), EGRESS).filter(
          ({ references }) => !references.referencedSecurityGroupId?.some((urn) => web.has(urn)),
        ),
        "its destination is not the web servers' security group",
      );
    }),
  },
  {
    id: "out-only-web-and-ping",
    title: "Outbound rules to the internet allow only HTTP, HTTPS and ping",
    severity: "medium",
    why: "Updates need no more, and an attacker cannot send mail or open SSH connections.",
    sources: ["CKV_AWS_382", "AWS-0104"],
    check: perResource([EGRESS], (rule) => {
      const { ipProtocol, fromPort, toPort } = rule.properties;
      // All protocols and port ranges have rules of their own.
      const hasOwnRule = isAllProtocols(ipProtocol) || (ipProtocol !== "icmp" && fromPort !== toPort);
      if (!isPublic(rule) || hasOwnRule) return [];
      const isWeb = ipProtocol === "tcp" && (fromPort === 80 || fromPort === 443);
      const isIcmp = ipProtocol === "icmp" && (fromPort === 8 || fromPort === -1);
      return unless(isWeb || isIcmp, "it allows other traffic");
    }),
  },
  {
    id: "described",
    title: "Every security group and rule has a description",
    severity: "low",
    why: "A rule without a known purpose is never removed.",
    sources: ["CKV_AWS_23", "AWS-0099", "AWS-0124"],
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    check: perResource([GROUP, ...RULE_TYPES], ({ properties: { description } }) =>
      unless(
        typeof description === "string" &&
          /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/.test(description) &&
          description !== "Managed by Pulumi",
        "it has no description that AWS accepts",
      ),
    ),
  },
  {
    id: "rules-are-resources",
    title: "Security group rules are resources of their own, not inline",
    severity: "medium",
    why: "Inline rules and rule resources undo each other.",
    sources: ["AWSGuard security-group-no-rule-management-conflicts"],
    check: perResource([GROUP, "aws.ec2.SecurityGroupRule"], ({ type, properties: { ingress, egress } }) =>
      unless(type === GROUP && items(ingress).length + items(egress).length === 0, "it uses another kind of rule"),
    ),
  },
  {
    id: "nothing-unused",
    title: "Every security group and Elastic IP is in use",
    severity: "low",
    why: "An unused security group may be attached by mistake, and an unused Elastic IP costs money.",
    sources: ["FSBP EC2.12", "prowler ec2_securitygroup_not_used", "CKV2_AWS_5", "CKV2_AWS_19"],
    check: perStack((stack) =>
      each(
        [
          ...stack.all(GROUP).filter((group) => stack.referring(group, ...GROUP_USERS).length === 0),
          ...stack
            .all("aws.ec2.Eip")
            .filter(
              (elasticIp) =>
                stack.referring(elasticIp, "aws.ec2.EipAssociation", "aws.ec2.NatGateway").length === 0 &&
                (elasticIp.references.instance ?? elasticIp.references.networkInterface ?? []).length === 0,
            ),
        ],
        "it is unused",
      ),
    ),
  },
];

function isAllProtocols(protocol: Literal | undefined): boolean {
  return protocol === "-1" || protocol === "all" || protocol === -1;
}

/** Whether a rule has a public range larger than {@link MIN_PREFIX}; invalid ranges count as public. */
function isWide(rule: GraphResource): boolean {
  return rangesOf(rule).some(
    ({ text, minPrefix }) =>
      !ipaddr.isValidCIDR(text) || (ipaddr.parseCIDR(text)[1] < minPrefix && !isPrivateRange(text)),
  );
}

function isPublic(rule: GraphResource): boolean {
  return rangesOf(rule).some(({ text }) => !ipaddr.isValidCIDR(text) || !isPrivateRange(text));
}

function isWithin(inner: string, outer: string): boolean {
  const [[first, prefix], [start, width]] = [ipaddr.parseCIDR(inner), ipaddr.parseCIDR(outer)];
  return first.kind() === start.kind() && prefix >= width && first.match(start, width);
}

function rangesOf({ properties: { cidrIpv4, cidrIpv6 } }: GraphResource): { text: string; minPrefix: number }[] {
  return [
    ...(typeof cidrIpv4 === "string" ? [{ text: cidrIpv4, minPrefix: MIN_PREFIX.ipv4 }] : []),
    ...(typeof cidrIpv6 === "string" ? [{ text: cidrIpv6, minPrefix: MIN_PREFIX.ipv6 }] : []),
  ];
}

function isPrivateRange(text: string): boolean {
  const [address, prefix] = ipaddr.parseCIDR(text);
  return (address.range() === "private" && prefix >= 8) || address.range() === "uniqueLocal";
}

import type { Literal } from "../graph";
import { balancerGroups, natGroups, RULE_TYPES, rulesOf, webGroups, webSubnets } from "./parts";
import { isPublic, isWide, isWithin, NARROW } from "./ranges";
import { ALWAYS, each, unless, whole, type Rule } from "./rule";
import { items } from "./stack";

const [INGRESS = "", EGRESS = ""] = RULE_TYPES;
const GROUP = "aws.ec2.SecurityGroup";

/** What must hold of security groups and their rules. */
export const SECURITY_GROUPS: readonly Rule[] = [
  {
    id: "open-only-at-load-balancer",
    title: "Only the load balancer's group is open to more than a narrow range of the internet",
    severity: "critical",
    why: "SSH, databases and the like that are open to the world are found within minutes.",
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
    verdict: ALWAYS,
    check: whole((stack) => {
      const open = new Set(rulesOf(stack, balancerGroups(stack), INGRESS));
      return stack
        .all(INGRESS)
        .filter((rule) => !open.has(rule) && isWide(rule))
        .map((resource) => ({ resource, text: `it lets in more of the internet than a /${NARROW.ipv4}` }));
    }),
  },
  {
    id: "load-balancer-takes-web",
    title: "The load balancer's group lets in tcp 80 and 443 and nothing else",
    severity: "high",
    why: "Its group is the one that is open to the world.",
    sources: ["FSBP EC2.18", "prowler ec2_securitygroup_allow_ingress_from_internet_to_any_port"],
    verdict: ALWAYS,
    check: whole((stack) =>
      rulesOf(stack, balancerGroups(stack), INGRESS)
        .filter(({ properties: { ipProtocol, fromPort, toPort } }) => {
          const isWeb = ipProtocol === "tcp" && fromPort === toPort && (fromPort === 80 || fromPort === 443);
          // Rules for all protocols and ranges of ports have rules of their own.
          return !isWeb && !isForAll(ipProtocol) && fromPort === toPort;
        })
        .map((resource) => ({ resource, text: "it lets in something else than HTTP and HTTPS" })),
    ),
  },
  {
    id: "web-servers-name-groups",
    title: "Rules of the web servers' group let in other groups, not ranges",
    severity: "high",
    why: "A range lets in whatever gets an address of it one day; a group only its members.",
    sources: ["FSBP EC2.18"],
    verdict: ALWAYS,
    check: whole((stack) =>
      rulesOf(stack, webGroups(stack), INGRESS)
        // One that names a group by its id only is unclear, for which there is a rule.
        .filter((rule) => rule.properties.referencedSecurityGroupId === undefined && !isWide(rule))
        .map((resource) => ({ resource, text: "it lets in a range" })),
    ),
  },
  {
    id: "nat-takes-private-subnets",
    title: "A NAT instance's group lets in the private subnets and the bastion's group, and nothing wider",
    severity: "medium",
    why: "What it takes it sends on: a wider range lets in whatever gets an address of it one day.",
    sources: [],
    verdict: ALWAYS,
    check: whole((stack) => {
      const subnets = webSubnets(stack).map(({ properties }) => properties.cidrBlock);
      const isOfSubnet = (range: Literal | undefined): boolean =>
        subnets.some((subnet) => typeof range === "string" && typeof subnet === "string" && isWithin(range, subnet));
      return (
        rulesOf(stack, natGroups(stack), INGRESS)
          .filter(({ properties }) => properties.referencedSecurityGroupId === undefined)
          // The internet must not reach a NAT at all, for which there are other rules.
          .filter((rule) => !isPublic(rule) && !isOfSubnet(rule.properties.cidrIpv4))
          .map((resource) => ({ resource, text: "it lets in more than a private subnet" }))
      );
    }),
  },
  {
    id: "no-all-protocols",
    title: "No rule is for all protocols",
    severity: "critical",
    why: "Such a rule says that nobody thought about what is needed.",
    sources: ["CKV_AWS_277", "CKV_AWS_382", "prowler ec2_securitygroup_allow_ingress_from_internet_to_all_ports"],
    verdict: ALWAYS,
    check: each(RULE_TYPES, ({ properties }) => unless(!isForAll(properties.ipProtocol), "it is for all protocols")),
  },
  {
    id: "one-port-per-rule",
    title: "A rule is for one port, or one type of ICMP message",
    severity: "medium",
    why: "Between the ends of a range are ports that nobody meant to open.",
    sources: ["FSBP EC2.19", "prowler ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports"],
    verdict: ALWAYS,
    check: each(RULE_TYPES, ({ properties: { ipProtocol, fromPort, toPort } }) => {
      if (isForAll(ipProtocol)) return [];
      if (ipProtocol === "icmp") return unless(typeof fromPort === "number" && fromPort >= 0, "it is for all of ICMP");
      return unless(typeof fromPort === "number" && fromPort === toPort, "it is for a range of ports");
    }),
  },
  {
    id: "load-balancer-sends-to-web",
    title: "The load balancer may send to web servers and to nobody else",
    severity: "medium",
    why: "Who takes it over reaches no other place.",
    sources: ["AWS-0104"],
    verdict: ALWAYS,
    check: whole((stack) => {
      const web = new Set(webGroups(stack).map(({ urn }) => urn));
      return rulesOf(stack, balancerGroups(stack), EGRESS)
        .filter(({ references }) => !references.referencedSecurityGroupId?.some((urn) => web.has(urn)))
        .map((resource) => ({ resource, text: "it is not for the web servers' group" }));
    }),
  },
  {
    id: "out-only-web-and-ping",
    title: "The internet is sent HTTP, HTTPS and ping, and nothing else",
    severity: "medium",
    why: "Updates need no more, and mail or SSH from here would be somebody else's doing.",
    sources: ["CKV_AWS_382", "AWS-0104"],
    verdict: ALWAYS,
    check: each([EGRESS], (rule) => {
      if (!isPublic(rule)) return [];
      const { ipProtocol, fromPort, toPort } = rule.properties;
      // Those have rules of their own.
      if (isForAll(ipProtocol) || (ipProtocol !== "icmp" && fromPort !== toPort)) return [];
      const isWeb = ipProtocol === "tcp" && (fromPort === 80 || fromPort === 443);
      const isIcmp = ipProtocol === "icmp" && (fromPort === 8 || fromPort === -1);
      return unless(isWeb || isIcmp, "it lets out something else");
    }),
  },
  {
    id: "described",
    title: "Every security group and rule says what it is for",
    severity: "low",
    why: "Nobody dares to remove a rule whose purpose is forgotten.",
    sources: ["CKV_AWS_23", "AWS-0099", "AWS-0124"],
    verdict: ALWAYS,
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    check: each([GROUP, ...RULE_TYPES], ({ properties: { description } }) =>
      unless(
        typeof description === "string" &&
          /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/.test(description) &&
          description !== "Managed by Pulumi",
        "it has no description that AWS takes",
      ),
    ),
  },
  {
    id: "rules-are-resources",
    title: "Rules are resources of their own, none is written inside a group",
    severity: "medium",
    why: "With both ways at once each undoes the other.",
    sources: ["AWSGuard security-group-no-rule-management-conflicts"],
    verdict: ALWAYS,
    check: each([GROUP, "aws.ec2.SecurityGroupRule"], ({ type, properties: { ingress, egress } }) =>
      unless(type === GROUP && items(ingress).length + items(egress).length === 0, "it holds rules in another way"),
    ),
  },
  {
    id: "nothing-unused",
    title: "Every security group and Elastic IP is in use",
    severity: "low",
    why: "An unused group is a ready-made hole, and an unused address costs money.",
    sources: ["FSBP EC2.12", "prowler ec2_securitygroup_not_used", "CKV2_AWS_5", "CKV2_AWS_19"],
    verdict: ALWAYS,
    check: whole((stack) => [
      ...stack
        .all(GROUP)
        .filter((group) => stack.referring(group, ...USERS_OF_GROUPS).length === 0)
        .map((resource) => ({ resource, text: "nothing has it" })),
      ...stack
        .all("aws.ec2.Eip")
        .filter(
          (address) =>
            stack.referring(address, "aws.ec2.EipAssociation", "aws.ec2.NatGateway").length === 0 &&
            (address.references.instance ?? address.references.networkInterface ?? []).length === 0,
        )
        .map((resource) => ({ resource, text: "nothing has it" })),
    ]),
  },
];

const USERS_OF_GROUPS: readonly string[] = [
  "aws.ec2.Instance",
  "aws.ec2.LaunchTemplate",
  "aws.ec2.VpcEndpoint",
  "aws.elb.LoadBalancer",
];

function isForAll(protocol: Literal | undefined): boolean {
  return protocol === "-1" || protocol === "all" || protocol === -1;
}

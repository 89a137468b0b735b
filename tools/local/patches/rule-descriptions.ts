import { isCall, structuresOf, type ApiCall, type Patch } from "../api";
import { editXml, element, membersOf, setChild, textAt, type XmlElement } from "../xml";

type Permission = Readonly<Record<string, string>>;

/** The parameters that name a permission's sources; each has its description beside it. */
const source =
  /^((?:Groups|UserIdGroupPairs|PrefixListIds|IpRanges|Ipv6Ranges)\.\d+)\.(?:GroupId|PrefixListId|CidrIpv?6?)$/;

/** The emulator loses the description of a rule whose peer is a security group or a prefix list. */
export function ruleDescriptions(): Patch {
  const descriptions = new Map<string, string>();
  const show = (rule: XmlElement) => {
    const description = descriptions.get(textAt(rule, "securityGroupRuleId") ?? "");
    if (description !== undefined) setChild(rule, element("description", description));
  };

  return {
    description: "security group rules keep their descriptions",
    applies: (call) => isCall(call, "ec2", ...authorizing, ...changing, "DescribeSecurityGroupRules"),
    handle: async (call, next) => {
      const response = await next(call);
      if (response.status < 300) for (const [rule, text] of changedDescriptions(call)) descriptions.set(rule, text);
      return editXml(response, (root) => {
        const permissions = structuresOf(call, "IpPermissions");
        for (const rule of membersOf(root, "securityGroupRuleSet")) {
          const requested = permissions.map((one) => requestedFor(one, rule)).find((text) => text !== undefined);
          if (requested !== undefined) descriptions.set(textAt(rule, "securityGroupRuleId") ?? "", requested);
          show(rule);
        }
      });
    },
  };
}

const authorizing = ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"];
const changing = [
  "ModifySecurityGroupRules",
  "UpdateSecurityGroupRuleDescriptionsIngress",
  "UpdateSecurityGroupRuleDescriptionsEgress",
];

/** The description that a permission gives to the rule created from it. */
function requestedFor(permission: Permission, rule: XmlElement): string | undefined {
  const matches = (field: string, path: string) =>
    permission[field] === undefined || permission[field] === textAt(rule, path);
  if (!matches("IpProtocol", "ipProtocol") || !matches("FromPort", "fromPort") || !matches("ToPort", "toPort"))
    return undefined;
  const peer =
    textAt(rule, "referencedGroupInfo/groupId") ??
    textAt(rule, "prefixListId") ??
    textAt(rule, "cidrIpv4") ??
    textAt(rule, "cidrIpv6");
  for (const [field, value] of Object.entries(permission)) {
    const prefix = source.exec(field)?.[1];
    if (prefix !== undefined && value === peer) return permission[`${prefix}.Description`];
  }
  return undefined;
}

/** Rule ids and the descriptions that a call gives to them. */
function changedDescriptions(call: ApiCall): [string, string][] {
  return [
    ...structuresOf(call, "SecurityGroupRule").map((rule): [string, string] => [
      rule.SecurityGroupRuleId ?? "",
      rule["SecurityGroupRule.Description"] ?? "",
    ]),
    ...structuresOf(call, "SecurityGroupRuleDescription").map((rule): [string, string] => [
      rule.SecurityGroupRuleId ?? "",
      rule.Description ?? "",
    ]),
  ];
}

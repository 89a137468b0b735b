import { isCall, structuresOf, type ApiCall, type Patch } from "../api";
import { editXml, element, findAll, setChild, textAt, type XmlElement } from "../xml";

type Permission = Readonly<Record<string, string>>;

/** Where a permission names its sources, with their descriptions beside them. */
const source =
  /^((?:Groups|UserIdGroupPairs|PrefixListIds|IpRanges|Ipv6Ranges)\.\d+)\.(?:GroupId|PrefixListId|CidrIpv?6?)$/;

/** The emulator forgets the descriptions of rules whose other side is a security group or a prefix list. */
export function ruleDescriptions(): Patch {
  const descriptions = new Map<string, string>();
  const show = (rule: XmlElement) => {
    const description = descriptions.get(textAt(rule, "securityGroupRuleId") ?? "");
    if (description !== undefined) setChild(rule, element("description", description));
  };

  return {
    what: "rules of security groups keep their descriptions",
    applies: (call) => isCall(call, "ec2", ...authorizing, ...changing, "DescribeSecurityGroupRules"),
    handle: async (call, next) => {
      const answer = await next(call);
      if (answer.status < 300) for (const [rule, text] of changed(call)) descriptions.set(rule, text);
      return editXml(answer, (root) => {
        const permissions = structuresOf(call, "IpPermissions");
        for (const rule of findAll(root, "securityGroupRuleSet").flatMap(({ children }) => children)) {
          const asked = permissions.map((permission) => askedFor(permission, rule)).find((text) => text !== undefined);
          if (asked !== undefined) descriptions.set(textAt(rule, "securityGroupRuleId") ?? "", asked);
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

/** The description that a permission gives to a rule that was made of it. */
function askedFor(permission: Permission, rule: XmlElement): string | undefined {
  const fits = (field: string, path: string) =>
    permission[field] === undefined || permission[field] === textAt(rule, path);
  if (!fits("IpProtocol", "ipProtocol") || !fits("FromPort", "fromPort") || !fits("ToPort", "toPort")) return undefined;
  const other =
    textAt(rule, "referencedGroupInfo/groupId") ??
    textAt(rule, "prefixListId") ??
    textAt(rule, "cidrIpv4") ??
    textAt(rule, "cidrIpv6");
  for (const [field, value] of Object.entries(permission)) {
    const place = source.exec(field)?.[1];
    if (place !== undefined && value === other) return permission[`${place}.Description`];
  }
  return undefined;
}

/** Rules whose description a call changes, by id. */
function changed(call: ApiCall): [string, string][] {
  const found: [string, string][] = [];
  for (const rule of structuresOf(call, "SecurityGroupRule")) {
    found.push([rule.SecurityGroupRuleId ?? "", rule["SecurityGroupRule.Description"] ?? ""]);
  }
  for (const rule of structuresOf(call, "SecurityGroupRuleDescription")) {
    found.push([rule.SecurityGroupRuleId ?? "", rule.Description ?? ""]);
  }
  return found;
}

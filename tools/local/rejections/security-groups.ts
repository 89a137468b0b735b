import { findAll, items, textAt, type XmlElement } from "../xml";
import { each } from "./checks";
import { canonical, cidrOf } from "../cidr";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("ec2");
const authorize = ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"];
const describeRules = ["UpdateSecurityGroupRuleDescriptionsIngress", "UpdateSecurityGroupRuleDescriptionsEgress"];
const changeRules = [...authorize, "ModifySecurityGroupRules"];

/** The valid characters of names and descriptions. */
const characters = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/;
const allowedCharacters = "strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";

/** Security groups and their rules. */
export const securityGroups: readonly Rejection[] = [
  // A name that is reserved, too long or has invalid characters.
  reject(
    "CreateSecurityGroup",
    "InvalidParameterValue",
    each("GroupName", (name) => {
      if (name === "default") return "Cannot use reserved security group name: default";
      if (name.startsWith("sg-")) {
        return `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`;
      }
      return name !== "" && characters.test(name)
        ? undefined
        : `Value (${name}) for parameter GroupName is invalid. Valid names are ${allowedCharacters}`;
    }),
  ),
  // No description.
  reject("CreateSecurityGroup", "MissingParameter", (request) =>
    request.text("GroupDescription") === undefined
      ? "The request must contain the parameter GroupDescription"
      : undefined,
  ),
  // A description that is too long or has invalid characters.
  reject(
    "CreateSecurityGroup",
    "InvalidParameterValue",
    each("GroupDescription", (value) => {
      if (/[^\x20-\x7e]/.test(value)) {
        return `Value (${value}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`;
      }
      return characters.test(value)
        ? undefined
        : `Invalid security group description. Valid descriptions are ${allowedCharacters}`;
    }),
  ),
  // A VPC's default security group: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
  reject("DeleteSecurityGroup", "CannotDelete", async (request, account) => {
    const id = request.text("GroupId");
    return textAt(await account.one("securityGroup", id), "groupName") === "default"
      ? `the specified group: "${id ?? ""}" name: "default" cannot be deleted by a user`
      : undefined;
  }),
  // A security group in use.
  reject("DeleteSecurityGroup", "DependencyViolation", async (request, account) => {
    const id = request.text("GroupId") ?? "";
    const message = `resource ${id} has a dependent object`;
    const groups = await account.all("securityGroup");
    const referring = groups.filter(
      (one) =>
        textAt(one, "groupId") !== id &&
        ["ipPermissions", "ipPermissionsEgress"].some((set) =>
          items(one, set).some((rule) => items(rule, "groups").some((pair) => textAt(pair, "groupId") === id)),
        ),
    );
    if (referring.length > 0) return message;
    const interfaces = await account.all("networkInterface", { "group-id": id });
    if (interfaces.length > 0) return message;
    const balancers = await account.loadBalancers();
    return balancers.some((one) => items(one, "SecurityGroups").some(({ text }) => text === id)) ? message : undefined;
  }),
  // No rules, or a rule without a source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
  reject(authorize, "MissingParameter", (request) => {
    const rules = request.structures("IpPermissions");
    if (rules.length === 0) {
      return request.text("IpProtocol") === undefined && request.text("SourceSecurityGroupName") === undefined
        ? "The request must contain the parameter ipPermissions"
        : undefined;
    }
    const peer = /^(?:IpRanges|Ipv6Ranges|Groups|UserIdGroupPairs|PrefixListIds)\./;
    return rules.every((rule) => Object.keys(rule).some((name) => peer.test(name)))
      ? undefined
      : "Missing source specification: include source security group or CIDR information";
  }),
  // The same rule twice in a call: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
  reject(authorize, "InvalidParameterValue", (request) => {
    const rules = request.structures("IpPermissions").flatMap((rule) => {
      const ports = describeRule(rule.IpProtocol, rule.FromPort, rule.ToPort);
      const peers = Object.entries(rule).filter(([name]) =>
        /\.\d+\.(?:CidrIp|CidrIpv6|GroupId|PrefixListId)$/.test(name),
      );
      return peers.map(([, peer]) => `${ports} ${canonical(peer)}`);
    });
    return new Set(rules).size < rules.length ? "The same permission must not appear multiple times" : undefined;
  }),
  // An unknown prefix list: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(authorize, "InvalidPrefixListId.NotFound", async (request, account) => {
    const ids = request.matching(/^IpPermissions\.\d+\.PrefixListIds\.\d+\.PrefixListId$/);
    if (ids.length === 0) return undefined;
    const lists = await account.query("ec2", "DescribeManagedPrefixLists");
    const known = findAll(lists, "prefixListId").map(({ text }) => text);
    const unknown = ids.find(([, id]) => !known.includes(id));
    return unknown && `The prefix list ID '${unknown[1]}' does not exist`;
  }),
  // A rule description that is too long or has invalid characters: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
  reject(
    [...changeRules, ...describeRules],
    "InvalidParameterValue",
    each(
      /^(?:IpPermissions\.\d+\.\w+\.\d+\.Description|SecurityGroupRule\.\d+\.SecurityGroupRule\.Description|SecurityGroupRuleDescription\.\d+\.Description)$/,
      (value) =>
        characters.test(value) ? undefined : `Invalid rule description. Valid descriptions are ${allowedCharacters}`,
    ),
  ),
  // An unknown protocol: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
  reject(
    changeRules,
    "InvalidParameterValue",
    each(/\.IpProtocol$|^IpProtocol$/, (value) =>
      /^(?:tcp|udp|icmp|icmpv6|-1)$/i.test(value) || (/^\d+$/.test(value) && Number(value) < 256)
        ? undefined
        : `Invalid value '${value}' for IP protocol. Unknown protocol.`,
    ),
  ),
  // Invalid ports or ICMP types: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
  reject(changeRules, "InvalidParameterValue", (request) =>
    permissionsOf(request)
      .map(portIssue)
      .find((issue) => issue !== undefined),
  ),
  // A source that is not a CIDR block: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
  reject(
    changeRules,
    "InvalidParameterValue",
    each(/\.CidrIp(?:v4)?$|^CidrIp$/, (value) => (cidrOf(value) ? undefined : `CIDR block ${value} is malformed`)),
    each(/\.CidrIpv6$/, (value) =>
      /^[0-9a-f:.]*:[0-9a-f:.]*\/(?:\d|[1-9]\d|1[01]\d|12[0-8])$/i.test(value)
        ? undefined
        : `CIDR block ${value} is malformed`,
    ),
  ),
  // A security group of another VPC.
  reject(authorize, "InvalidGroup.NotFound", async (request, account) => {
    const named = request.matching(/^IpPermissions\.\d+\.(?:Groups|UserIdGroupPairs)\.\d+\.GroupId$/);
    if (named.length === 0) return undefined;
    const vpcOf = async (id: string | undefined) => textAt(await account.one("securityGroup", id), "vpcId");
    const vpcId = await vpcOf(request.text("GroupId"));
    for (const [, id] of named) {
      if ((await vpcOf(id)) !== vpcId) return "You have specified two resources that belong to different networks.";
    }
    return undefined;
  }),
  // A rule that does not exist.
  reject("ModifySecurityGroupRules", "InvalidSecurityGroupRuleId.NotFound", async (request, account) => {
    const known = (await rulesOf(request.text("GroupId") ?? "", account.query.bind(account))).map((rule) =>
      textAt(rule, "securityGroupRuleId"),
    );
    const unknown = request.structures("SecurityGroupRule").find((one) => !known.includes(one.SecurityGroupRuleId));
    return unknown && `The security group rule ID '${unknown.SecurityGroupRuleId ?? ""}' does not exist`;
  }),
  // A rule that equals another rule of the security group: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject("ModifySecurityGroupRules", "InvalidPermission.Duplicate", async (request, account) => {
    const rules = await rulesOf(request.text("GroupId") ?? "", account.query.bind(account));
    for (const changed of request.structures("SecurityGroupRule")) {
      const id = changed.SecurityGroupRuleId;
      const isEgress = textAt(ruleOf(rules, id), "isEgress");
      const wanted = describeChange(changed);
      const duplicate = rules.find(
        (rule) =>
          textAt(rule, "securityGroupRuleId") !== id &&
          textAt(rule, "isEgress") === isEgress &&
          describeExisting(rule) === wanted,
      );
      if (duplicate !== undefined) return `the specified rule "${wanted}" already exists`;
    }
    return undefined;
  }),
  // A rule that does not exist.
  reject(
    ["RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"],
    "InvalidSecurityGroupRuleId.NotFound",
    async (request, account) => {
      const ids = request.list("SecurityGroupRuleId");
      if (ids.length === 0) return undefined;
      const rules = await rulesOf(request.text("GroupId") ?? "", account.query.bind(account));
      const unknown = ids.find((id) => ruleOf(rules, id) === undefined);
      return unknown && `The security group rule ID '${unknown}' does not exist`;
    },
  ),
];

type Query = (service: string, action: string, params: Record<string, string>) => Promise<XmlElement | undefined>;

async function rulesOf(groupId: string, query: Query): Promise<readonly XmlElement[]> {
  const root = await query("ec2", "DescribeSecurityGroupRules", {
    ...{ "Filter.1.Name": "group-id", "Filter.1.Value.1": groupId },
  });
  return findAll(root, "securityGroupRuleSet")[0]?.children ?? [];
}

function ruleOf(rules: readonly XmlElement[], id: string | undefined): XmlElement | undefined {
  return rules.find((rule) => textAt(rule, "securityGroupRuleId") === id);
}

function describeExisting(rule: XmlElement): string {
  const other = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedGroupInfo/groupId"].map(
    (at) => textAt(rule, at) ?? "",
  );
  return describeRule(textAt(rule, "ipProtocol"), textAt(rule, "fromPort"), textAt(rule, "toPort"), other.join(""));
}

function describeChange(change: Readonly<Record<string, string>>): string {
  const at = (name: string) => change[`SecurityGroupRule.${name}`];
  const other = [canonical(at("CidrIpv4") ?? ""), at("CidrIpv6"), at("PrefixListId"), at("ReferencedGroupId")];
  return describeRule(at("IpProtocol"), at("FromPort"), at("ToPort"), other.join(""));
}

/** A rule as AWS describes it in an error message. */
function describeRule(protocol = "", from = "-1", to = "-1", peer = ""): string {
  const ports = protocol === "-1" ? "ALL" : `${protocol.toUpperCase()}, from port: ${from}, to port: ${to}`;
  return `peer: ${peer}, ${ports}, ALLOW`;
}

interface Permission {
  readonly protocol: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

function permissionsOf(request: Request): Permission[] {
  const read = (one: Readonly<Record<string, string>>, prefix = ""): Permission => ({
    protocol: one[`${prefix}IpProtocol`],
    from: one[`${prefix}FromPort`],
    to: one[`${prefix}ToPort`],
  });
  const own = { IpProtocol: request.text("IpProtocol") ?? "", FromPort: request.text("FromPort") ?? "" };
  return [
    ...request.structures("IpPermissions").map((one) => read(one)),
    ...request.structures("SecurityGroupRule").map((one) => read(one, "SecurityGroupRule.")),
    ...(own.IpProtocol === "" ? [] : [{ protocol: own.IpProtocol, from: own.FromPort, to: request.text("ToPort") }]),
  ];
}

function portIssue({ protocol, from, to }: Permission): string | undefined {
  const name = (protocol ?? "").toLowerCase();
  const [first, last] = [Number(from), Number(to)];
  if (/^(?:tcp|udp|6|17)$/.test(name)) {
    if (from === undefined || to === undefined) {
      return "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.";
    }
    const bad = [from, to].find((port) => !/^\d+$/.test(port) || Number(port) > 65535);
    if (bad !== undefined) return `Invalid value '${bad}' for portRange. Must be between 0 and 65535.`;
    return first > last ? `Invalid ${name.toUpperCase()} port range (${first}-${last})` : undefined;
  }
  if (/^(?:icmp|icmpv6|1|58)$/.test(name)) {
    if (from === undefined || to === undefined) return "Must specify ICMP type and code";
    if (!(first >= -1 && first <= 255)) return `ICMP type (${from}) out of range`;
    if (!(last >= -1 && last <= 255)) return `ICMP code (${to}) out of range`;
    return first === -1 && last !== -1 ? `ICMP code (${to}) must be -1 when the type is -1` : undefined;
  }
  return undefined;
}

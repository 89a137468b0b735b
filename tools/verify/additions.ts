import type { EC2Client, Route, RouteTable, SecurityGroup, SecurityGroupRule, Tag } from "@aws-sdk/client-ec2";
import { filtersOf, stageTags } from "../../lib/aws";
import { awsArguments } from "../login/login-path";
import { count } from "../plan/words";
import type { OperatedStage } from "../stage/stage";
import { outcomeOf, type Check } from "./check";

/** An addition in words, and the command that deletes it. */
interface Addition {
  readonly text: string;
  readonly command: readonly string[];
}

/** The default route, and the same for IPv6. */
const DEFAULT_ROUTES = ["0.0.0.0/0", "::/0"];

/**
 * Rules and routes are resources of their own in the state, beside their group or table, and the provider does not compare
 * the rules of the default group with an empty list. So Pulumi does not see one that was added by hand: neither `pulumi preview --refresh` nor `pulumi up` shows or deletes it.
 */
export const additions: Check = {
  id: "additions",
  needsInstances: false,
  title: () => "Security groups and route tables have only the stage's rules and routes",
  run: async ({ stage, clients }) => {
    const ec2 = await clients.ec2();
    const [rules, routes] = await Promise.all([addedRules(stage, ec2), addedRoutes(stage, ec2)]);
    const { service, stage: name } = stage.stageName;
    const unseen = [...(rules.count === 0 ? ["security group"] : []), ...(routes.count === 0 ? ["route table"] : [])];
    const found = [...rules.added, ...routes.added].map(
      ({ text, command }) =>
        `${text}, which the stage has not created; to delete it: aws ${awsArguments(stage, command).join(" ")}`,
    );
    const missing = unseen.map((what) => `no ${what} has the stage's tags (Service=${service}, Stage=${name})`);
    return outcomeOf(
      [...missing, ...found],
      `${count(rules.count, "security group")} and ${count(routes.count, "route table")}`,
    );
  },
};

/** What `examples/database` gives to its rules: it adds one to the web servers' security group. */
const databaseTags = (stage: string): Readonly<Record<string, string>> => ({ Database: stage, ManagedBy: "pulumi" });

/** The program gives the stage's tags to each of its rules. */
async function addedRules(
  { stageName }: OperatedStage,
  ec2: EC2Client,
): Promise<{ readonly count: number; readonly added: readonly Addition[] }> {
  const { paginateDescribeSecurityGroupRules, paginateDescribeSecurityGroups } = await import("@aws-sdk/client-ec2");
  const tags = stageTags(stageName);
  const groups = new Map<string, SecurityGroup>();
  for await (const page of paginateDescribeSecurityGroups({ client: ec2 }, { Filters: filtersOf(tags) })) {
    for (const group of page.SecurityGroups ?? []) groups.set(group.GroupId ?? "", group);
  }
  const added: Addition[] = [];
  if (groups.size === 0) return { count: 0, added };
  const Filters = filtersOf({ "group-id": [...groups.keys()] });
  for await (const page of paginateDescribeSecurityGroupRules({ client: ec2 }, { Filters })) {
    for (const rule of page.SecurityGroupRules ?? []) {
      const isExpected = [tags, databaseTags(stageName.stage)].some((wanted) => hasTags(rule, wanted));
      if (!isExpected) added.push(addedRule(rule, groups.get(rule.GroupId ?? "")));
    }
  }
  return { count: groups.size, added };
}

function addedRule(rule: SecurityGroupRule, group: SecurityGroup | undefined): Addition {
  const { SecurityGroupRuleId: id = "", GroupId = "", IsEgress: isEgress = false } = rule;
  const { IpProtocol: protocol = "", FromPort: from = -1, ToPort: to = from } = rule;
  const ports = from === -1 ? "" : ` ${from === to ? from : `${from}-${to}`}`;
  const peer = rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId ?? "";
  const traffic = `${protocol === "-1" ? "all traffic" : `${protocol}${ports}`} ${isEgress ? "to" : "from"} ${peer}`;
  const operation = isEgress ? "revoke-security-group-egress" : "revoke-security-group-ingress";
  return {
    text: `security group ${tagIn(group?.Tags, "Name") ?? GroupId} has the rule ${id}: ${traffic}`,
    command: ["ec2", operation, "--group-id", GroupId, "--security-group-rule-ids", id],
  };
}

/** Beside AWS's own routes, a route table of the stage has a default route. */
async function addedRoutes(
  { stageName }: OperatedStage,
  ec2: EC2Client,
): Promise<{ readonly count: number; readonly added: readonly Addition[] }> {
  const { paginateDescribeRouteTables } = await import("@aws-sdk/client-ec2");
  const tables: RouteTable[] = [];
  const Filters = filtersOf(stageTags(stageName));
  for await (const page of paginateDescribeRouteTables({ client: ec2 }, { Filters })) {
    tables.push(...(page.RouteTables ?? []));
  }
  const added = tables.flatMap((table) => (table.Routes ?? []).flatMap((route) => addedRoute(route, table) ?? []));
  return { count: tables.length, added };
}

function addedRoute(route: Route, { RouteTableId: id = "", Tags }: RouteTable): Addition | undefined {
  const { Origin, DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6 } = route;
  const destination = v4 ?? v6;
  // Gateway endpoints add routes to prefix lists.
  if (Origin !== "CreateRoute" || destination === undefined || DEFAULT_ROUTES.includes(destination)) return undefined;
  const option = v4 === undefined ? "--destination-ipv6-cidr-block" : "--destination-cidr-block";
  return {
    text: `route table ${tagIn(Tags, "Name") ?? id} has a route to ${destination}`,
    command: ["ec2", "delete-route", "--route-table-id", id, option, destination],
  };
}

function hasTags({ Tags }: SecurityGroupRule, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => tagIn(Tags, key.replace("tag:", "")) === value);
}

function tagIn(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value;
}

import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeTagsCommand,
  type Tag,
} from "@aws-sdk/client-ec2";

import type { Aws } from "../support/aws";
import { addedSince, takeInventory, type Inventory } from "../support/inventory";

/** The account without what differs from one deployment to the next, such as IDs. */
export interface Account {
  /** How many resources of each kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** The tags Name of what EC2 has. */
  readonly names: readonly string[];
  readonly rules: readonly string[];
  readonly routes: readonly string[];
}

/** Describes what is in the account beside what was there before the stage. */
export async function describeAccount(aws: Aws, empty: Inventory): Promise<Account> {
  const [inventory, { SecurityGroupRules = [] }, { RouteTables = [] }, { Tags: tags = [] }] = await Promise.all([
    takeInventory(aws),
    aws.ec2.send(new DescribeSecurityGroupRulesCommand({})),
    aws.ec2.send(new DescribeRouteTablesCommand({})),
    aws.ec2.send(new DescribeTagsCommand({ Filters: [{ Name: "key", Values: ["Name"] }] })),
  ]);
  const added = addedSince(empty, inventory);
  // Terminated instances keep their tags for a while.
  const ids = new Set(Object.values(added).flat());
  const nameOf = (list: readonly Tag[] = []) => list.find(({ Key }) => Key === "Name")?.Value ?? "";
  const rules = SecurityGroupRules.map((rule) =>
    [
      ...[rule.IsEgress === true ? "out" : "in", rule.IpProtocol, rule.FromPort, rule.ToPort, rule.CidrIpv4],
      rule.ReferencedGroupInfo === undefined ? "" : "group",
      nameOf(rule.Tags),
    ].join(" "),
  );
  const routes = RouteTables.flatMap(({ Tags, Routes = [], Associations = [] }) =>
    Routes.map(({ DestinationCidrBlock, DestinationPrefixListId, ...target }) =>
      [
        nameOf(Tags),
        // Each emulator has its own prefix list.
        DestinationCidrBlock ?? (DestinationPrefixListId === undefined ? "" : "S3"),
        Object.keys(target).sort().join("+"),
        Associations.length,
      ].join(" "),
    ),
  );
  return {
    counts: Object.fromEntries(Object.entries(added).map(([kind, list]) => [kind, list.length])),
    names: tags
      .filter(({ ResourceId = "" }) => ids.has(ResourceId))
      .map(({ ResourceType, Value }) => `${ResourceType} ${Value}`)
      .sort(),
    rules: rules.sort(),
    routes: routes.sort(),
  };
}

import { DescribeRouteTablesCommand, DescribeSecurityGroupRulesCommand, type Tag } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { Aws } from "./aws";
import { EmulatedStage } from "./emulated-stage";
import { pulumiWithFault, type ChangingCall, type FaultKind } from "./faults";
import { addedSince, takeInventory, type Inventory } from "./inventory";

/** A fault, and what became of the stage. */
export interface SurveyRow {
  readonly kind: FaultKind;
  readonly number: number;
  readonly struck?: ChangingCall;
  /** Exit status of the `up` that met the fault; null: killed. */
  readonly status?: number | null;
  /** What recovery deleted. */
  readonly deleted: number;
  readonly cleared: number;
  readonly seconds: number;
  /** Why the stage was not recovered. */
  readonly failure?: string;
}

/** The account without what differs from one deployment to the next: how many of each kind, rules and routes in words. */
export interface Account {
  readonly counts: Readonly<Record<string, number>>;
  readonly rules: readonly string[];
  readonly routes: readonly string[];
}

/** Describes what is in the account beside what was there before the stage. */
export async function describeAccount(aws: Aws, empty: Inventory): Promise<Account> {
  const [inventory, { SecurityGroupRules = [] }, { RouteTables = [] }] = await Promise.all([
    takeInventory(aws),
    aws.ec2.send(new DescribeSecurityGroupRulesCommand({})),
    aws.ec2.send(new DescribeRouteTablesCommand({})),
  ]);
  const nameOf = (tags: readonly Tag[] = []) => tags.find(({ Key }) => Key === "Name")?.Value ?? "";
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
    counts: Object.fromEntries(Object.entries(addedSince(empty, inventory)).map(([kind, ids]) => [kind, ids.length])),
    rules: rules.sort(),
    routes: routes.sort(),
  };
}

/** An `up` without a fault: what the account looks like then, and how many changing calls it takes. */
export async function surveyWithoutFault(): Promise<{ readonly account: Account; readonly calls: number }> {
  const stage = new EmulatedStage("stg", "recover-reference");
  await stage.start();
  try {
    const aws = new Aws(stage.endpoint);
    const empty = await takeInventory(aws);
    const before = stage.calls().length;
    await stage.pulumi("up", "--yes", "--skip-preview");
    const calls = stage.calls().slice(before);
    return {
      account: await describeAccount(aws, empty),
      calls: calls.filter(({ action }) => !/^(?:Get|Describe|List|Head)/.test(action)).length,
    };
  } finally {
    await stage.stop();
  }
}

/** Interrupts an `up` of `stg`, recovers it, deploys it, compares the account with the expected one, and destroys it. */
export async function survey(kind: FaultKind, number: number, expected: Account): Promise<SurveyRow> {
  const stage = new EmulatedStage("stg", `recover-${kind}-${number}`);
  const start = Date.now();
  let row: SurveyRow = { kind, number, deleted: 0, cleared: 0, seconds: 0 };
  try {
    await stage.start();
    const aws = new Aws(stage.endpoint);
    const empty = await takeInventory(aws);
    const { status, struck } = await pulumiWithFault(stage, "stg", { kind, number }, "up");
    row = { ...row, status, ...(struck === undefined ? {} : { struck }) };

    const recovered = await stage.npm("recover", "stg", "--yes");
    expect(recovered.status, recovered.stdout + recovered.stderr).to.equal(0);
    const [, deleted = "0", cleared = "0"] =
      /deleted (\d+) resources and cleared (\d+) operations/.exec(recovered.stdout) ?? [];
    row = { ...row, deleted: Number(deleted), cleared: Number(cleared) };

    await stage.pulumi("up", "--yes", "--skip-preview");
    expect(await describeAccount(aws, empty)).to.deep.equal(expected);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("destroy", "--yes", "--skip-preview");
    expect(addedSince(empty, await takeInventory(aws))).to.deep.equal({});
  } catch (error) {
    const { message, actual, expected: wanted } = error as Error & { actual?: unknown; expected?: unknown };
    const compared = actual === undefined ? "" : ` actual ${JSON.stringify(actual)} expected ${JSON.stringify(wanted)}`;
    row = { ...row, failure: message + compared };
  } finally {
    await stage.stop();
  }
  return { ...row, seconds: Math.round((Date.now() - start) / 1000) };
}

import { DescribeRouteTablesCommand, DescribeSecurityGroupRulesCommand, type Tag } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { Aws } from "./aws";
import { EmulatedStage } from "./emulated-stage";
import { FaultInjector, type FaultKind } from "./faults";
import { addedSince, takeInventory, type Inventory } from "./inventory";

/** A fault, and what became of the stage. */
export interface SurveyRow {
  readonly kind: FaultKind;
  /** The calls that met the fault, in one command. */
  readonly points: readonly string[];
  /** Exit status of the command; null: killed. */
  readonly status: number | null;
  /** What recovery deleted. */
  readonly deleted: number;
  /** The operations that recovery cleared. */
  readonly cleared: number;
  /** Seconds of the recovery. */
  readonly seconds: number;
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

/** An `up` without a fault: what the account looks like then, and all changing calls. */
export async function surveyWithoutFault(): Promise<{ readonly account: Account; readonly points: readonly string[] }> {
  const stage = new EmulatedStage("stg", "recover-reference");
  await stage.start();
  try {
    const aws = new Aws(stage.endpoint);
    const empty = await takeInventory(aws);
    const { status, output, points } = await new FaultInjector(stage, "stg").run(
      { kind: "lost", meets: () => false },
      "up",
    );
    expect(status, output).to.equal(0);
    return { account: await describeAccount(aws, empty), points };
  } finally {
    await stage.stop();
  }
}

export interface SurveyOptions {
  readonly kind: FaultKind;
  /** The command that meets the faults. `destroy` deletes a stage that was deployed without any. */
  readonly command: "up" | "destroy";
  /** Distinguishes its folder from those of other surveys. */
  readonly name: string;
  /** Which calls meet a fault. */
  readonly isChosen: (point: string) => boolean;
  /** The account after an `up` without faults. */
  readonly expected: Account;
  readonly onRow?: (row: SurveyRow) => void;
}

/**
 * Interrupts a command for `stg` again and again, each time at the first chosen call that has not met a fault yet, and
 * recovers the stage each time. Then deploys it, compares the account with the expected one, expects an empty preview and
 * nothing to recover, destroys the stage, and expects an empty account: what any recovery left would show.
 *
 * A kill ends the command, so each command meets one. A lost response may be invisible, so each may meet several.
 * @throws AssertionError when anything is left over, or missing
 */
export async function survey(options: SurveyOptions): Promise<readonly SurveyRow[]> {
  const { command, name, expected } = options;
  const stage = new EmulatedStage("stg", `recover-${name}`);
  await stage.start();
  try {
    const aws = new Aws(stage.endpoint);
    const empty = await takeInventory(aws);
    if (command === "destroy") await stage.pulumi("up", "--yes", "--skip-preview");
    const rows = await interrupt(stage, options);
    if (command === "up") {
      expect(await describeAccount(aws, empty)).to.deep.equal(expected);
      await stage.pulumi("preview", "--expect-no-changes");
      expect((await stage.npm("recover", "stg")).stdout).to.contain("nothing to recover");
      await stage.pulumi("destroy", "--yes", "--skip-preview");
    }
    expect(addedSince(empty, await takeInventory(aws))).to.deep.equal({});
    return rows;
  } finally {
    await stage.stop();
  }
}

/** Runs the command until it meets no more faults, with a recovery after each that did. */
async function interrupt(
  stage: EmulatedStage,
  { kind, command, isChosen, onRow }: SurveyOptions,
): Promise<readonly SurveyRow[]> {
  const rows: SurveyRow[] = [];
  const tried = new Set<string>();
  const meets = (point: string) => isChosen(point) && !tried.has(point) && Boolean(tried.add(point));
  const injector = new FaultInjector(stage, "stg");
  for (;;) {
    const { status, output, struck } = await injector.run({ kind, meets }, command);
    if (struck.length === 0) {
      expect(status, output).to.equal(0);
      return rows;
    }
    const start = Date.now();
    // Where instances run that only a lost reply explains, it asks in any case.
    const { stdout, stderr, status: recovered } = await stage.answering("y\n", {}, "recover", "stg", "--yes");
    expect(recovered, `after ${struck.join(", ")}: ${stdout}${stderr}`).to.equal(0);
    const counted = /deleted (\d+) resources? and cleared (\d+) operations?/.exec(stdout) ?? [];
    const row: SurveyRow = {
      ...{ kind, points: struck, status, seconds: Math.round((Date.now() - start) / 1000) },
      ...{ deleted: Number(counted[1] ?? 0), cleared: Number(counted[2] ?? 0) },
    };
    rows.push(row);
    onRow?.(row);
  }
}

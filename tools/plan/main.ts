import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { UserError } from "../../lib/user-error";
import { HELP, readCommandLine, type Command, type Form } from "./command-line";
import { compareAll, type Compared, type Comparison } from "./comparison";
import { readEarlierPlans } from "./earlier";
import { brokenIn } from "./document";
import { differenceReport } from "./render/difference";
import { markdown } from "./render/markdown";
import { nextSteps, report, type Page } from "./render/report";
import { count } from "./render/words";
import { stagesIn } from "../../offline/stage-file/stage-file";
import type { planStage, StagePlan } from "./stage-plan";

/** Where a command reads from and writes to. */
export interface Surroundings extends Page {
  /** The project's folder. */
  readonly root: string;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Says what is being done, in place of what it said before; an empty text takes it back. */
  readonly progress?: (text: string) => void;
  /** How a stage is planned. */
  readonly planStage: typeof planStage;
}

/** How a command ends: as asked, with a broken rule or another failure, or because of what was asked. */
export const EXIT = { ok: 0, failed: 1, wrongUse: 2 } as const;

/**
 * Shows the plan of each stage that is asked for.
 *
 * @param args the command line after the program's name
 * @returns the exit status
 */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    const command = readCommandLine(args, stagesIn(surroundings.root));
    if (command.help) surroundings.write(HELP);
    else if (!(await show(command, surroundings))) return EXIT.failed;
    return EXIT.ok;
  } catch (error) {
    const { message, status } = explain(error);
    surroundings.progress?.("");
    surroundings.writeError(`${message}\n`);
    return status;
  }
}

/** @returns whether all was done, and no stage breaks a standing rule */
async function show(command: Command, surroundings: Surroundings): Promise<boolean> {
  const { root, write, writeError, planStage } = surroundings;
  const earlier = command.against === undefined ? undefined : readEarlierPlans(command.against);
  const compared: Compared[] = [];
  // Loading the program takes more than a second.
  surroundings.progress?.(`planning ${command.stages.join(", ")} …`);
  for (const stage of command.stages) {
    const committed = command.sets.length === 0 ? undefined : await planStage(root, stage, { ...command, sets: [] });
    const plan = await planStage(root, stage, command);
    compared.push({ plan, committed });
  }
  surroundings.progress?.("");
  for (const { severity, message } of compared.flatMap(({ plan }) => plan.recording.logs)) {
    writeError(`${severity}: ${message}\n`);
  }
  const plans = compared.map(({ plan }) => plan);
  const comparisons = compareAll(compared, earlier);
  let done = true;
  if (command.form === "html") done = await writeReport(command, plans, comparisons, surroundings);
  else write(FORMS[command.form](plans, comparisons, surroundings));
  const broken = plans.flatMap(({ document }) => brokenIn(document.findings));
  if (broken.length > 0) writeError(`${count(broken.length, "broken rule")}: see "rules" in the report\n`);
  return done && broken.length === 0;
}

/** @returns whether it could be opened where that was asked for */
async function writeReport(
  { file, open }: Command,
  plans: readonly StagePlan[],
  comparisons: readonly Comparison[],
  { write, writeError }: Surroundings,
): Promise<boolean> {
  // Who asks for another form does not wait for what draws the picture.
  const { htmlReport, openInBrowser } = createRequire(__filename)("./html") as typeof import("./html");
  const target = file ?? join(mkdtempSync(join(tmpdir(), "plan-")), "plan.html");
  const page = await htmlReport(plans, comparisons);
  try {
    writeFileSync(target, page);
  } catch (error) {
    throw new UserError(`--html ${target}: ${error instanceof Error ? error.message : String(error)}`, 2);
  }
  write(`Written: ${target}\n`);
  try {
    if (open) await openInBrowser(target);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    writeError(`${error.message}\n`);
    return false;
  }
}

type Render = (plans: readonly StagePlan[], comparisons: readonly Comparison[], page: Page) => string;

const FORMS: Readonly<Record<Exclude<Form, "html">, Render>> = {
  text: (plans, comparisons, page) =>
    [
      ...plans.map((plan) => report(plan, page)),
      ...comparisons.map((comparison) => differenceReport(comparison, page)),
      nextSteps(plans.at(-1)?.document.stage ?? "", plans.at(-1)?.title === plans.at(-1)?.document.stage, page),
    ].join("\n"),
  json: (plans, differences) =>
    `${JSON.stringify({ plans: plans.map(({ document }) => document), differences }, undefined, 2)}\n`,
  markdown,
};

function explain(error: unknown): { message: string; status: number } {
  if (!(error instanceof Error)) return { message: String(error), status: EXIT.failed };
  const { message, stack = message } = error;
  if (error instanceof UserError) return { message, status: error.exitStatus };
  // Any other error is a bug, to be found by its trace.
  return { message: pulumi.RunError.isInstance(error) ? message : stack, status: EXIT.failed };
}

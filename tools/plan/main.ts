import * as pulumi from "@pulumi/pulumi";

import { SettingsError } from "../../config";
import { HELP, readCommandLine, UsageError, type Command } from "./command-line";
import { comparePlans, type PlanDifference, type PlanDocument } from "./document";
import { readEarlierPlans } from "./earlier";
import { UnknownLookUp } from "./engine";
import { differenceReport } from "./render/difference";
import { nextSteps, report, type Page } from "./render/report";
import { stagesIn, StageFileError } from "./stage-file";
import { planStage, type StagePlan } from "./stage-plan";

/** Where a command reads from and writes to. */
export interface Surroundings extends Page {
  /** The project's folder. */
  readonly root: string;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** How a command ends. */
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
    else await show(command, surroundings);
    return EXIT.ok;
  } catch (error) {
    const { message, status } = explain(error);
    surroundings.writeError(`${message}\n`);
    return status;
  }
}

/** Plans what is asked for, then compares: with the committed settings, with an earlier plan, or stage with stage. */
async function show(command: Command, surroundings: Surroundings): Promise<void> {
  const { root, write, writeError } = surroundings;
  const earlier = command.against === undefined ? [] : readEarlierPlans(command.against);
  const plans: StagePlan[] = [];
  const comparisons: Comparison[] = [];
  for (const stage of command.stages) {
    const committed = command.sets.length === 0 ? undefined : await planStage(root, stage);
    const plan = await planStage(root, stage, command.sets);
    for (const { severity, message } of plan.recording.logs) writeError(`${severity}: ${message}\n`);
    if (committed !== undefined) comparisons.push(compare(stage, committed.document, plan));
    for (const document of earlier.filter((each) => each.stage === stage)) {
      comparisons.push(compare(`the earlier ${stage}`, document, plan));
    }
    plans.push(plan);
  }
  const [first, ...others] = plans;
  if (first !== undefined && comparisons.length === 0 && command.against === undefined) {
    comparisons.push(...others.map((plan) => compare(first.title, first.document, plan)));
  }
  write(command.form === "json" ? asJson(plans, comparisons) : asText(plans, comparisons, surroundings));
}

/** What is different from one plan to another. */
interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly difference: PlanDifference;
}

function compare(from: string, before: PlanDocument, { title, document }: StagePlan): Comparison {
  return { from, to: title, difference: comparePlans(before, document) };
}

function asJson(plans: readonly StagePlan[], differences: readonly Comparison[]): string {
  return `${JSON.stringify({ plans: plans.map(({ document }) => document), differences }, undefined, 2)}\n`;
}

function asText(plans: readonly StagePlan[], comparisons: readonly Comparison[], page: Page): string {
  return [
    ...plans.map((plan) => report(plan, page)),
    ...comparisons.map(({ from, to, difference }) => differenceReport(from, to, difference, page)),
    nextSteps(plans.at(-1)?.document.stage ?? "", page),
  ].join("\n");
}

function explain(error: unknown): { message: string; status: number } {
  if (!(error instanceof Error)) return { message: String(error), status: EXIT.failed };
  const { message } = error;
  if (error instanceof UsageError || error instanceof StageFileError || error instanceof SettingsError) {
    return { message, status: EXIT.wrongUse };
  }
  // Anything else is a fault of the program's own, to be found by its trace.
  const trace = error.stack ?? message;
  const isForPeople = error instanceof UnknownLookUp || pulumi.RunError.isInstance(error);
  return { message: isForPeople ? message : trace, status: EXIT.failed };
}

import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { UserError, messageOf } from "../../lib/user-error";
import { readCommandLine, type Form, type Request } from "./command-line";
import { compareAll, readEarlierPlans, type Compared, type Comparison, type PlanComparison } from "./comparison";
import { violationsIn } from "./document";
import { openInBrowser } from "./html/open";
import { differenceReport } from "./render/difference";
import { markdown } from "./render/markdown";
import { report, SECTIONS, type Page } from "./render/report";
import { summaryText } from "./render/summary";
import { count } from "./words";
import { stagesIn } from "../../offline/stage-file/stage-file";
import type { planStage, StagePlan } from "./stage-plan";
import { summaryOf } from "./summary";
import { TEXTS } from "./texts";
import { configCommands } from "./what-if";

export interface PlanIo extends Page {
  /** The project's folder. */
  readonly root: string;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Shows what is being done in place of the text before; an empty text clears it. */
  readonly progress?: (text: string) => void;
  readonly planStage: typeof planStage;
}

/**
 * Shows the plan of each requested stage.
 * @param args the command line after the program's name
 * @returns the exit status: 1 when a stage violates a policy
 */
export async function main(args: readonly string[], io: PlanIo): Promise<number> {
  try {
    const request = readCommandLine(args, stagesIn(io.root));
    if ("help" in request) io.write(request.help);
    else if (!(await show(request, io))) return 1;
    return 0;
  } catch (error) {
    io.progress?.("");
    throw error;
  }
}

/** @returns whether everything was done and no stage violates a policy */
async function show(request: Request, io: PlanIo): Promise<boolean> {
  const { root, write, writeError, planStage } = io;
  const earlier = request.against === undefined ? undefined : readEarlierPlans(request.against);
  const compared: Compared[] = [];
  // Loading the program takes more than a second.
  io.progress?.(`planning ${request.stages.join(", ")} …`);
  for (const stage of request.stages) {
    const committed = request.sets.length === 0 ? undefined : await planStage(root, stage, { ...request, sets: [] });
    const plan = await planStage(root, stage, request);
    compared.push({ plan, committed });
  }
  io.progress?.("");
  for (const { severity, message } of compared.flatMap(({ plan }) => plan.recording.logs)) {
    writeError(`${severity}: ${message}\n`);
  }
  const plans = compared.map(({ plan }) => plan);
  const comparisons = compareAll(compared, earlier);
  let done = true;
  if (request.form === "html") done = await writeReport(request, plans, comparisons, io);
  else {
    const output = FORMS[request.form](plans, comparisons, request, io);
    if (request.file === undefined) write(output);
    else writeTo(request.file, output, "--json", io);
  }
  const violations = plans.flatMap(({ document }) => violationsIn(document.findings));
  if (violations.length > 0)
    writeError(`${count(violations.length, "policy violation")}: npm start -- ${request.stages.join(" ")} policies\n`);
  return done && violations.length === 0;
}

/** @returns false when the browser could not be opened */
async function writeReport(
  { file, open, language }: Request,
  plans: readonly StagePlan[],
  comparisons: readonly PlanComparison[],
  io: PlanIo,
): Promise<boolean> {
  // The layout library is loaded only for this report.
  const { htmlReport } = createRequire(__filename)("./html/report") as typeof import("./html/report");
  const target = file ?? join(mkdtempSync(join(tmpdir(), "plan-")), "plan.html");
  const page = await htmlReport(plans, comparisons, language);
  writeTo(target, page, "--html", io);
  try {
    if (open) await openInBrowser(target);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.writeError(`${error.message}\n`);
    return false;
  }
}

function writeTo(file: string, content: string, option: string, { write }: PlanIo): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    const folder = dirname(resolve(file));
    const reason = existsSync(folder) ? messageOf(error) : `there is no folder ${folder}`;
    throw new UserError(`${option} ${file}: ${reason}`, 2);
  }
  write(`Written: ${file}\n`);
}

type Render = (
  plans: readonly StagePlan[],
  comparisons: readonly PlanComparison[],
  request: Request,
  page: Page,
) => string;

const FORMS: Readonly<Record<Exclude<Form, "html">, Render>> = {
  text,
  json: (plans, differences) =>
    `${JSON.stringify({ plans: plans.map(({ document }) => document), differences: differences.map(asData) }, undefined, 2)}\n`,
  markdown,
};

/** Without the plans that are compared. */
function asData({ from, to, difference }: Comparison): Comparison {
  return { from, to, difference };
}

/** The summary, or the difference; with parts of the plan, these. */
function text(plans: readonly StagePlan[], comparisons: readonly Comparison[], request: Request, page: Page): string {
  const { sections, language, usage } = request;
  const parts = sections.length === 0 ? [] : plans.map((plan) => report(plan, page, sections));
  if (sections.length > 0 && sections.length < SECTIONS.length) return parts.join("\n");
  const end =
    comparisons.length > 0
      ? [...comparisons.map((comparison) => differenceReport(comparison, page)), afterDifference(plans, request, page)]
      : plans.map(({ document }) => summaryText(summaryOf(document), usage.gbOut, TEXTS[language], page));
  return [...parts, ...end].join("\n");
}

/** How to make the difference, or how to see more of it. */
function afterDifference(plans: readonly StagePlan[], { sets, sections }: Request, { paint }: Page): string {
  const commands = plans.flatMap(({ document: { stage, project } }) => configCommands(stage, sets, project));
  const stages = plans.map(({ document: { stage } }) => stage).join(" ");
  return [
    ...(commands.length === 0 ? [] : [paint("bold", "to make this change"), ...commands.map((line) => `  ${line}`)]),
    ...(sections.length > 0 ? [] : [paint("dim", `whole plan: npm start -- ${stages} --full; HTML report: --open`)]),
    "",
  ].join("\n");
}

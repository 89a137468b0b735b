import { readFileSync } from "node:fs";
import { comparePlans, type PlanDifference, type PlanDocument } from "./document";
import type { StagePlan } from "./stage-plan";
import { messageOf, UserError } from "../../lib/user-error";

export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly difference: PlanDifference;
}

/** With the plans that are compared. */
export interface PlanComparison extends Comparison {
  readonly before: PlanDocument;
  readonly after: PlanDocument;
}

/** A plan, and the plan to compare it with. */
export interface Compared {
  readonly plan: StagePlan;
  /** The same stage with its committed settings; absent if the plan has those. */
  readonly committed?: StagePlan | undefined;
}

/**
 * Compares each plan with an earlier one of its stage and with its committed settings, as far as there are such. Without
 * any, it compares all stages with the first.
 * @param earlier plans from `--against`; absent without the option
 */
export function compareAll(plans: readonly Compared[], earlier?: readonly PlanDocument[]): PlanComparison[] {
  const found = plans.flatMap(({ plan, committed }) => [
    ...(committed === undefined ? [] : [compare(committed.title, committed.document, plan)]),
    ...(earlier ?? [])
      .filter(({ stage }) => stage === plan.document.stage)
      .map((document) => compare(`the earlier ${document.stage}`, document, plan)),
  ]);
  const [first, ...others] = plans.map(({ plan }) => plan);
  if (found.length > 0 || earlier !== undefined || first === undefined) return found;
  return others.map((plan) => compare(first.title, first.document, plan));
}

function compare(from: string, before: PlanDocument, { title, document }: StagePlan): PlanComparison {
  return { from, to: title, difference: comparePlans(before, document), before, after: document };
}

const NOTHING_FOUND: Pick<PlanDocument, "findings"> = { findings: [] };

/**
 * Reads plans that `--json` printed earlier.
 * @throws UserError when the file cannot be read or is something else
 */
export function readEarlierPlans(file: string): PlanDocument[] {
  const { plans } = parse(file, read(file)) as { readonly plans?: readonly Partial<PlanDocument>[] };
  if (!Array.isArray(plans) || !plans.every(isPlan)) {
    throw new UserError(`${file}: is not what npm start -- --json prints`, 2);
  }
  // The base of a pull request may be older than the findings of a plan.
  return plans.map((plan: PlanDocument) => ({ ...NOTHING_FOUND, ...plan }));
}

/** Whether a value has all parts that a comparison needs. */
function isPlan(value: unknown): boolean {
  const { format, stage, settings, resources, outputs, access, costs } = (value ?? {}) as Partial<PlanDocument>;
  const lists: readonly unknown[] = [settings, resources, access?.allowed, costs?.lines];
  return (
    format === 1 &&
    typeof stage === "string" &&
    typeof outputs === "object" &&
    typeof costs?.totals === "object" &&
    lists.every(Array.isArray)
  );
}

const HOW = "npm start --silent -- STAGE --json >FILE writes one";

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "is a directory" : undefined;
    const reason = what === undefined ? messageOf(error) : `${what}; ${HOW}`;
    throw new UserError(`--against ${file}: ${reason}`, 2);
  }
}

function parse(file: string, text: string): object {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    throw new UserError(`${file}: is not JSON`, 2);
  }
}

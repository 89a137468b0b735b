import { comparePlans, type PlanDifference, type PlanDocument } from "./document";
import type { StagePlan } from "./stage-plan";

/** What is different from one plan to another. */
export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly difference: PlanDifference;
}

/** What a stage's plan may be compared with. */
export interface Compared {
  readonly plan: StagePlan;
  /** The same stage with its committed settings; absent: the plan is of those. */
  readonly committed?: StagePlan | undefined;
}

/**
 * Compares plans: each with an earlier one of its stage where there are such, and with its committed settings where it
 * is of others; else every stage with the first.
 *
 * @param earlier plans made earlier; absent: none were given
 */
export function compareAll(plans: readonly Compared[], earlier?: readonly PlanDocument[]): Comparison[] {
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

function compare(from: string, before: PlanDocument, { title, document }: StagePlan): Comparison {
  return { from, to: title, difference: comparePlans(before, document) };
}

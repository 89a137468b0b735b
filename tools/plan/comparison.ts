import { comparePlans, type PlanDifference, type PlanDocument } from "./document";
import type { StagePlan } from "./stage-plan";

export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly difference: PlanDifference;
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
 *
 * @param earlier plans from `--against`; absent without the option
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

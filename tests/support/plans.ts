import { DEFAULT_USAGE } from "../../tools/costs";
import { planStage, type PlanOptions, type StagePlan } from "../../tools/plan/stage-plan";

const plans = new Map<string, Promise<StagePlan>>();

/** `planStage`, which plans the same only once however many tests look at it. */
export function planOnce(root: string, stage: string, options: PlanOptions = {}): Promise<StagePlan> {
  const { sets = [], usage = DEFAULT_USAGE } = options;
  const key = JSON.stringify([root, stage, sets, usage]);
  const known = plans.get(key) ?? planStage(root, stage, { sets, usage });
  plans.set(key, known);
  return known;
}

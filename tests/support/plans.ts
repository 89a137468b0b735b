import { planStage, type PlanOptions, type StagePlan } from "../../tools/plan/stage-plan";

const plans = new Map<string, Promise<StagePlan>>();

/** `planStage`, which plans the same only once however many tests look at it. */
export function planOnce(root: string, stage: string, { sets, usage }: PlanOptions = {}): Promise<StagePlan> {
  const key = JSON.stringify([root, stage, sets ?? [], usage ?? {}]);
  const known = plans.get(key) ?? planStage(root, stage, { ...(sets && { sets }), ...(usage && { usage }) });
  plans.set(key, known);
  return known;
}

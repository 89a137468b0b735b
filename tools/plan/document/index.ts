export { comparePlans, isEmpty, type Changed, type ChangedResource, type PlanDifference } from "./compare";
export type { PlanDocument, PlannedFinding, PlannedResource, PlannedSetting } from "./document";
export { brokenIn } from "./findings";
export { documentOf } from "./make";

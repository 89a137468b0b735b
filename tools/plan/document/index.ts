export { comparePlans, isEmpty, type Changed, type ChangedResource, type PlanDifference } from "./compare";
export type { PlanDocument, PlannedResource, PlannedSetting } from "./document";
export { documentOf } from "./make";

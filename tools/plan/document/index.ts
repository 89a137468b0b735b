export { comparePlans, isEmpty, type Changed, type ChangedResource, type PlanDifference } from "./compare";
export type { PlanDocument, PlannedFinding, PlannedFlow, PlannedResource, PlannedSetting } from "./document";
export { brokenIn } from "./findings";
export { partsOfKey } from "./key";
export { documentOf } from "./make";
export { TRIGGER } from "./properties";

export { comparePlans, isEmpty, type Changed, type PlanDifference } from "./compare";
export { violationsIn } from "./document";
export type { PlanDocument, PlannedFinding, PlannedFlow, PlannedResource } from "./document";
export { documentOf } from "./make";
export { INTERNET, openingsOf, type Opening } from "./openings";
export { keyOf, partsOfKey, TRIGGER } from "./properties";
export { replacedIn } from "./replacing";

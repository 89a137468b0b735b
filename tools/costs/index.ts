export { compare, type Comparison, type Difference } from "./compare";
export { estimate, HOURS_PER_MONTH, type Estimate, type Line, type Totals } from "./estimate";
export { groupsOf, type Group } from "./groups";
export { CHECKED, PRICED_REGION, type Price, type Unit } from "./prices";
export type { Range } from "./range";
export { DEFAULT_USAGE, type Usage } from "./usage";

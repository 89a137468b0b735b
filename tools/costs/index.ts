export { DEFAULT_USAGE, USAGE, type Range, type Usage } from "./charge";
export { compare, type Comparison } from "./compare";
export { estimate, groupsOf, HOURS_PER_MONTH, type Estimate, type Group } from "./estimate";
export { CHECKED } from "./prices";

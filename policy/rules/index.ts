export { faultsOf, findingsIn, type Finding, type Status } from "./judge";
export { RULES } from "./list";
export type { Fault, Rule, Severity, Verdict } from "./rule";
export { Stack } from "./stack";

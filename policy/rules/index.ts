export { evaluate, violationsOf, type Status } from "./evaluate";
export { RULES } from "./list";
export type { Rule, Severity, Violation } from "./rule";
export { Stack } from "./stack";

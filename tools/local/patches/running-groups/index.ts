export type { RunningInstances } from "./members";
export { RunningGroups, type MemberHealth } from "./running-groups";

export type { StartedInstances } from "./members";
export { RunningGroups, type MemberHealth } from "./running-groups";

export type { RunningInstances } from "./members";
export { RunningGroups } from "./running-groups";

export { adminRanges } from "./admin-ranges";
export { FlowLogs } from "./flow-logs";
export { Nat, natProvider, type NatArgs } from "./nat/nat";
export type { NatProvider } from "./nat/provider";
export { SecurityGroups } from "./security-groups";
export { trafficRules } from "./traffic-rules";
export { Vpc, type VpcArgs } from "./vpc";

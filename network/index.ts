export { accessTable } from "./traffic-rules";
export { adminRanges, type AdminRange } from "./admin-ranges";
export { FlowLogs, type FlowLogsArgs } from "./flow-logs";
export {
  findBroken,
  Nat,
  natDesign,
  natElasticIps,
  ownAddresses,
  ownAllocationIds,
  type NatArgs,
  type NatDesign,
} from "./nat";
export { SecurityGroups, type SecurityGroupsArgs } from "./security-groups";
export { Vpc, type VpcArgs, type VpcZone } from "./vpc";

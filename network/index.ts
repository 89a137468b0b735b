export { trafficRules } from "./traffic-rules";
export { adminRanges, type AdminRange } from "./admin-ranges";
export { FlowLogs, type FlowLogsArgs } from "./flow-logs";
export { Nat, natProvider, natElasticIps, ownAddresses, ownAllocationIds, type NatArgs, type NatProvider } from "./nat";
export { SecurityGroups, type SecurityGroupsArgs } from "./security-groups";
export { Vpc, type VpcArgs, type VpcZone } from "./vpc";

export { accessTable } from "./access";
export { checkElasticIps } from "./elastic-ip-quota";
export { FlowLogs, type FlowLogsArgs } from "./flow-logs";
export { findBroken, Nat, natDesign, natElasticIps, ownAddresses, type NatArgs, type NatDesign } from "./nat";
export { SecurityGroups, type SecurityGroupsArgs } from "./security-groups";
export { Vpc, type VpcArgs, type VpcZone } from "./vpc";

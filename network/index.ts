export { accessTable } from "./access";
export { FlowLogs, type FlowLogsArgs } from "./flow-logs";
export { Nat, natDesign, ownAddresses, type NatArgs, type NatDesign } from "./nat";
export { SecurityGroups, type SecurityGroupsArgs } from "./security-groups";
export { Vpc, type VpcArgs, type VpcZone } from "./vpc";

export { elasticIpQuota } from "./elastic-ip-quota";
export { networkChange } from "./network";
export { refuseSecondVpc, type NewVpc } from "./existing-vpc";
export { runPreflight, type PreflightCheck } from "./preflight";
export { stageChecks } from "./stage-checks";

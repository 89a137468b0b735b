export { elasticIpQuota } from "./elastic-ip-quota";
export { networkChange } from "./network";
export { runPreflight, type PreflightCheck } from "./preflight";

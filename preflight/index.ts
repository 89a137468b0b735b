export { refuseSecondVpc, type NewVpc } from "./existing-vpc";
export { runPreflight, type PreflightCheck } from "./preflight";
export { stageChecks } from "./stage-checks";

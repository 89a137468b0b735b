export { Reference, Secret, Unknown, UNKNOWN, type RecordedResource, type Value } from "../../offline";
export { deploy, deployProgram, deployStage, type DeployOptions } from "./deploy";
export { at, Deployment, input, resolve, reveal, tag } from "./deployment";

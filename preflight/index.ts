export { readLastDeployment, type LastDeployment } from "./last-deployment";
export { preflight } from "./preflight";

export { runPreflight, type PreflightCheck } from "./preflight";

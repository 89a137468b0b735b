export { childEnvironment, type ChildEnvironmentOptions } from "./child-environment";
export { startEmulator, type Emulator, type EmulatorOptions } from "./emulator";
export { copyProject, type ProjectCopy } from "./project-copy";
export { findPulumi, runPulumi, type PulumiOptions, type PulumiResult } from "./pulumi";
export { readRecord, type Call } from "./record";

export { providerSettings } from "./aws-provider";
export { DEFAULTS } from "./defaults";
export { formatIssue, formatIssues, HIDDEN as UNDECRYPTED, SettingsError, type SettingIssue } from "./issue";
export {
  architectureOf,
  instanceTypeNames,
  memoryMiBOf,
  unknownInstanceTypes,
  type Architecture,
} from "./instance-types";
export { MAX_SCRIPT_BYTES } from "./limits";
export { currentSource, loadSettings } from "./load";
export { valueSources, type ValueSource } from "./value-sources";
export { parseSettings, type ParseResult } from "./parse";
export { schema, specOf, type PartSpec, type SettingSpec } from "./schema";
export type * from "./settings";
export { textOf } from "./text-of";
export type { SettingsSource } from "./source";

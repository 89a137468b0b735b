export { providerSettings } from "./aws-provider";
export { DEFAULTS } from "./defaults";
export { formatFault, formatFaults, HIDDEN as UNDECRYPTED, SettingsError, type Fault } from "./fault";
export {
  architectureOf,
  instanceTypeNames,
  memoryMiBOf,
  unknownInstanceTypes,
  type Architecture,
} from "./instance-types";
export { MAX_SCRIPT_BYTES } from "./limits";
export { currentSource, loadSettings } from "./load";
export { originsOf, type Origin } from "./origins";
export { parseSettings, type ParseResult } from "./parse";
export { schema, specOf, type PartSpec, type SettingSpec } from "./schema";
export { zonesWithNat } from "./settings";
export type * from "./settings";
export { textOf } from "./text-of";
export type { SettingsSource } from "./source";

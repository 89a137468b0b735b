export { providerSettings, type AssumedRole, type AwsProviderSettings } from "./aws-provider";
export { overlaps, readCidr, type Cidr } from "../lib/cidr";
export { DEFAULTS } from "./defaults";
export { formatFault, formatFaults, HIDDEN as UNDECRYPTED, SettingsError, type Fault } from "./fault";
export { goDurationSeconds } from "./go-duration";
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
export { partitionOf, regionNames } from "../lib/regions";
export { schema, specOf, type PartSpec, type SettingSpec } from "./schema";
export type * from "./settings";
export { textOf } from "./text-of";
export type { SettingsSource } from "./source";

export { UnknownLookUp, type LookUp } from "./look-ups";
export type { Place } from "./made-up";
export {
  compare,
  shortType,
  type HookMoment,
  type RecordedAlias,
  type RecordedCall,
  type RecordedHooks,
  type RecordedLog,
  type RecordedOptions,
  type RecordedResource,
  type Recording,
} from "./recording";
export { run, type Program, type RunOptions } from "./run";
export { isList, isValues, Reference, Secret, Unknown, UNKNOWN, type Value, type Values } from "./values";

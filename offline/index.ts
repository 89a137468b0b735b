export { UnknownLookUp, type LookUp } from "./invokes";
export type { Place } from "./fakes";
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

export { UnknownInvoke, type InvokeFake } from "./invokes";
export {
  compare,
  shortType,
  type RecordedCall,
  type RecordedLog,
  type RecordedResource,
  type Recording,
} from "./recording";
export {
  RESOURCE_TYPES,
  resourceLabel,
  resourceType,
  type ChargedType,
  type ResourceType,
  type ResourceTypeName,
} from "./resource-types";
export { loadProgram, run, type Program } from "./run";
export { isList, isValues, Reference, Secret, Unknown, UNKNOWN, type Value, type Values } from "./values";

import { UNDECRYPTED } from "../config";
import {
  isList,
  isValues,
  Reference,
  Secret,
  shortType,
  Unknown,
  type RecordedResource,
  type Recording,
  type Value,
} from "../offline";
import { NOT_KNOWN, STACK_TYPE, type Graph, type GraphResource, type Literal } from "./graph";
import { memoize } from "./memoize";

/** The resources of a recorded run as a graph, with the stack and its outputs first, without components. */
export const graphOfRecording = memoize(({ resources, outputs }: Recording): Graph =>
  resources.flatMap((resource) => {
    if (resource.custom) return [graphResource(resource)];
    return shortType(resource.type) === STACK_TYPE ? [graphResource({ ...resource, inputs: outputs })] : [];
  }),
);

function graphResource({ urn, type, name, inputs, propertyDependencies, options }: RecordedResource): GraphResource {
  const properties = Object.entries(inputs);
  return {
    urn,
    type: shortType(type),
    name,
    properties: Object.fromEntries(properties.map(([property, value]) => [property, literal(value)])),
    secrets: properties.filter(([, value]) => containsSecret(value)).map(([property]) => property),
    protected: options.protect === true,
    references: Object.fromEntries([
      ...properties.map(([property, value]): [string, readonly string[]] => [property, referencesIn(value)]),
      ...Object.entries(propertyDependencies),
    ]),
  };
}

function literal(value: Value): Literal {
  if (value instanceof Unknown || value instanceof Reference) return NOT_KNOWN;
  // A secret of a stage file that needs the passphrase.
  if (value instanceof Secret) return value.value === UNDECRYPTED ? NOT_KNOWN : literal(value.value);
  if (isList(value)) return value.map(literal);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literal(inner)]));
}

function containsSecret(value: Value): boolean {
  return value instanceof Secret || partsOf(value).some(containsSecret);
}

function referencesIn(value: Value): readonly string[] {
  return value instanceof Reference ? [value.urn] : partsOf(value).flatMap(referencesIn);
}

function partsOf(value: Value): readonly Value[] {
  if (value instanceof Secret) return [value.value];
  if (isList(value)) return value;
  return isValues(value) ? Object.values(value) : [];
}

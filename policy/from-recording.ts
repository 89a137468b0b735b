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
import { oncePer } from "./once";

/**
 * The resources of a recorded run as a graph, the stack with its outputs first. Components, which stand for nothing in
 * the cloud, are left out.
 */
export const graphOfRecording = oncePer(({ resources, outputs }: Recording): Graph =>
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
    secrets: properties.filter(([, value]) => holdsSecret(value)).map(([property]) => property),
    protected: options.protect === true,
    references: Object.fromEntries([
      ...properties.map(([property, value]): [string, readonly string[]] => [property, referredIn(value)]),
      ...Object.entries(propertyDependencies),
    ]),
  };
}

function literal(value: Value): Literal {
  if (value instanceof Unknown || value instanceof Reference) return NOT_KNOWN;
  // A stage file's secret that only who has the passphrase can read.
  if (value instanceof Secret) return value.value === UNDECRYPTED ? NOT_KNOWN : literal(value.value);
  if (isList(value)) return value.map(literal);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literal(inner)]));
}

function holdsSecret(value: Value): boolean {
  return value instanceof Secret || partsOf(value).some(holdsSecret);
}

/** URNs of resources that stand in a value themselves. */
function referredIn(value: Value): readonly string[] {
  return value instanceof Reference ? [value.urn] : partsOf(value).flatMap(referredIn);
}

function partsOf(value: Value): readonly Value[] {
  if (value instanceof Secret) return [value.value];
  if (isList(value)) return value;
  return isValues(value) ? Object.values(value) : [];
}

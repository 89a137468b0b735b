import { isList, isValues, shortType, type RecordedResource, type Recording, type Value } from "../../offline";
import { PRICED_REGION } from "./prices";

export class Stage {
  readonly region: string;
  private readonly byUrn: ReadonlyMap<string, RecordedResource>;

  constructor(private readonly recording: Recording) {
    this.byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
    this.region = regionOf(this.all("aws.ec2.Subnet"));
  }

  /** All resources of a type, such as `aws.ec2.Subnet`. */
  all(type: string): RecordedResource[] {
    return this.recording.resources.filter((resource) => shortType(resource.type) === type);
  }

  /** The resources of a type that a property refers to, by value source: ids are unknown before a deployment. */
  references(resource: RecordedResource, property: string, type: string): RecordedResource[] {
    return (resource.propertyDependencies[property] ?? []).flatMap((urn) => {
      const other = this.byUrn.get(urn);
      return other !== undefined && shortType(other.type) === type ? [other] : [];
    });
  }

  /** Logical name of a resource's component; empty without one. */
  componentOf({ parent = "" }: RecordedResource): string {
    const component = this.byUrn.get(parent);
    return component?.parent === undefined ? "" : component.name;
  }
}

/** The subnets' region; the prices' region without subnets. */
function regionOf(subnets: readonly RecordedResource[]): string {
  const zone = subnets.map((subnet) => text(subnet, "availabilityZone")).find((name) => name !== undefined);
  return zone?.replace(/[a-z]$/, "") ?? PRICED_REGION;
}

/** The input at a path of properties and list positions. */
export function at(resource: RecordedResource, ...path: readonly (string | number)[]): Value | undefined {
  return path.reduce<Value | undefined>((value, step) => {
    if (isList(value)) return value[Number(step)];
    return isValues(value) ? value[step] : undefined;
  }, resource.inputs);
}

/** The items of a list; none if it is missing. */
export function items(resource: RecordedResource, property: string): readonly Value[] {
  const value = resource.inputs[property];
  return isList(value) ? value : [];
}

/** A string; undefined if it is missing or unknown. */
export function text(resource: RecordedResource, ...path: readonly (string | number)[]): string | undefined {
  const value = at(resource, ...path);
  return typeof value === "string" ? value : undefined;
}

/** A number; undefined if it is missing or unknown. */
export function number(resource: RecordedResource, ...path: readonly (string | number)[]): number | undefined {
  const value = at(resource, ...path);
  return typeof value === "number" ? value : undefined;
}

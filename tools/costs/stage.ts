import { isList, isValues, shortType, type RecordedResource, type Recording, type Value } from "../../offline";
import { PRICED_REGION } from "./prices";

/** A recorded stage, with the questions that charges ask of it. */
export class Stage {
  /** Where it is, such as `ap-northeast-1`. */
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

  /** The resources of a type that a property stands for; by origin, since before a deployment ids are unknown. */
  behind(resource: RecordedResource, property: string, type: string): RecordedResource[] {
    return (resource.propertyDependencies[property] ?? []).flatMap((urn) => {
      const other = this.byUrn.get(urn);
      return other !== undefined && shortType(other.type) === type ? [other] : [];
    });
  }

  /** The component that a resource belongs to: its logical name, or nothing for one that the stack itself holds. */
  componentOf({ parent = "" }: RecordedResource): string {
    const above = this.byUrn.get(parent);
    return above?.parent === undefined ? "" : above.name;
  }
}

/** The region of subnets; that of the prices where there are none. */
function regionOf(subnets: readonly RecordedResource[]): string {
  const zone = subnets.map((subnet) => text(subnet, "availabilityZone")).find((name) => name !== undefined);
  return zone?.replace(/[a-z]$/, "") ?? PRICED_REGION;
}

/** What a path of properties and places in lists leads to in a resource's inputs; undefined where nothing is. */
export function at(resource: RecordedResource, ...path: readonly (string | number)[]): Value | undefined {
  return path.reduce<Value | undefined>((value, step) => {
    if (isList(value)) return value[Number(step)];
    return isValues(value) ? value[step] : undefined;
  }, resource.inputs);
}

/** The items of a property that is a list; none where it is not there. */
export function items(resource: RecordedResource, property: string): readonly Value[] {
  const value = resource.inputs[property];
  return isList(value) ? value : [];
}

/** A text; undefined where it is not known. */
export function text(resource: RecordedResource, ...path: readonly (string | number)[]): string | undefined {
  const value = at(resource, ...path);
  return typeof value === "string" ? value : undefined;
}

/** A number; undefined where it is not known. */
export function number(resource: RecordedResource, ...path: readonly (string | number)[]): number | undefined {
  const value = at(resource, ...path);
  return typeof value === "number" ? value : undefined;
}

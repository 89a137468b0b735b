import type { Cidr } from "../../../lib/cidr";
import { isItems, isObject, ResourceIndex, type Graph, type GraphResource, type Literal } from "../../graph";
import { parseRange } from "../addresses";
import type { Unclear } from "../reachability";

export interface Part {
  readonly resource: GraphResource;
  readonly properties: Readonly<Record<string, Literal>>;
}

/** Reads properties and references of a stack's resources, and notes what it cannot read. */
export class Reader extends ResourceIndex {
  readonly unclear: Unclear[] = [];

  constructor(graph: Graph) {
    // Sorted by URN, so that the order of the graph makes no difference.
    super(graph.toSorted((a, b) => (a.urn < b.urn ? -1 : 1)));
  }

  /** The one resource of some types that a property refers to; undefined, and noted, if there is none or more than one. */
  theOne(resource: GraphResource, property: string, ...types: readonly string[]): GraphResource | undefined {
    const found = this.referred(resource, property, ...types);
    if (found.length === 1) return found[0];
    this.note(
      resource,
      `${property} refers to ${found.length === 0 ? "no resource" : "several resources"} of this stack`,
    );
    return undefined;
  }

  /** The resources of some types that a list refers to; other items are noted. */
  those(resource: GraphResource, property: string, ...types: readonly string[]): readonly GraphResource[] {
    const found = this.referred(resource, property, ...types);
    if (this.items({ resource, properties: resource.properties }, property).length > found.length) {
      this.note(resource, `${property} refers to a resource outside this stack`);
    }
    return found;
  }

  /** An IPv4 range; undefined, and noted, if it is unknown or invalid. */
  range(resource: GraphResource, property: string): Cidr | undefined {
    const value = resource.properties[property];
    const range = typeof value === "string" ? parseRange(value) : undefined;
    if (range === undefined) this.note(resource, `${property} is not a valid IPv4 range`);
    return range;
  }

  /** A boolean, also given as text; undefined if it is not set, and noted if it is unknown. */
  boolean({ resource, properties }: Part, property: string): boolean | undefined {
    const value = properties[property];
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    if (value !== undefined && value !== null && value !== "") this.note(resource, `${property} is unknown`);
    return undefined;
  }

  /** The objects in a list; unknown items are noted. */
  parts(resource: GraphResource, property: string): readonly Part[] {
    const items = this.items({ resource, properties: resource.properties }, property);
    return items.flatMap((item) => {
      if (isObject(item)) return [{ resource, properties: item }];
      this.note(resource, `${property} is partly unknown`);
      return [];
    });
  }

  /** The strings in a list; unknown items are noted. */
  texts(part: Part, property: string): readonly string[] {
    return this.items(part, property).flatMap((item) => {
      if (typeof item === "string") return [item];
      this.note(part.resource, `${property} is partly unknown`);
      return [];
    });
  }

  note({ urn, name }: GraphResource, what: string): void {
    this.unclear.push({ urn, text: `${name}: ${what}` });
  }

  noteIfSet(resource: GraphResource, ...properties: readonly string[]): void {
    for (const property of properties.filter((each) => isSet(resource.properties[each]))) {
      this.note(resource, `${property} is not supported`);
    }
  }

  private items({ properties }: Part, property: string): readonly Literal[] {
    const value = properties[property];
    if (isItems(value)) return value;
    return isSet(value) && value !== undefined ? [value] : [];
  }
}

/** Whether a property has a value other than null, false and an empty list. */
export function isSet(value: Literal | undefined): boolean {
  return value !== undefined && value !== null && value !== false && !(isItems(value) && value.length === 0);
}

/** A number, also given as text. */
export function numberOf(value: Literal | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

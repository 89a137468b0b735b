import type { Cidr } from "../../../lib/cidr";
import { isItems, isObject, type Graph, type GraphResource, type Literal } from "../../graph";
import type { Unclear } from "../reachability";
import { readRange } from "../sets/addresses";

/** A part of a resource: some properties of it, to be read. */
export interface Part {
  readonly resource: GraphResource;
  readonly properties: Readonly<Record<string, Literal>>;
}

/** Reads properties and links of a stack's resources, and notes what it cannot read. */
export class Reader {
  readonly unclear: Unclear[] = [];
  private readonly byUrn = new Map<string, GraphResource>();
  private readonly byType = new Map<string, GraphResource[]>();

  constructor(graph: Graph) {
    // By URN, so that their order in the graph does not show.
    for (const resource of graph.toSorted((a, b) => (a.urn < b.urn ? -1 : 1))) {
      this.byUrn.set(resource.urn, resource);
      const alike = this.byType.get(resource.type);
      if (alike === undefined) this.byType.set(resource.type, [resource]);
      else alike.push(resource);
    }
  }

  /** All resources of some types, those of each type by URN. */
  all(...types: readonly string[]): readonly GraphResource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** The resources of some types that a property refers to. */
  referred(resource: GraphResource, property: string, ...types: readonly string[]): readonly GraphResource[] {
    return (resource.references[property] ?? []).flatMap((urn) => {
      const other = this.byUrn.get(urn);
      return other !== undefined && types.includes(other.type) ? [other] : [];
    });
  }

  /** The one resource of some types that a property refers to; undefined, and noted, when there is none or more. */
  theOne(resource: GraphResource, property: string, ...types: readonly string[]): GraphResource | undefined {
    const found = this.referred(resource, property, ...types);
    if (found.length === 1) return found[0];
    this.note(resource, `${property} leads to ${found.length === 0 ? "nothing" : "several things"} in this stack`);
    return undefined;
  }

  /** The resources of some types that a list refers to; items that are none of them are noted. */
  those(resource: GraphResource, property: string, ...types: readonly string[]): readonly GraphResource[] {
    const found = this.referred(resource, property, ...types);
    if (this.items({ resource, properties: resource.properties }, property).length > found.length) {
      this.note(resource, `${property} names something that is not in this stack`);
    }
    return found;
  }

  /** An IPv4 range; undefined, and noted, when it is none or not known. */
  range(resource: GraphResource, property: string): Cidr | undefined {
    const value = resource.properties[property];
    const range = typeof value === "string" ? readRange(value) : undefined;
    if (range === undefined) this.note(resource, `${property} is not a known IPv4 range`);
    return range;
  }

  /** Yes or no, also given as a text; undefined when it is not set, and noted when it is not known. */
  yesOrNo({ resource, properties }: Part, property: string): boolean | undefined {
    const value = properties[property];
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    if (value !== undefined && value !== null && value !== "") this.note(resource, `${property} is not known`);
    return undefined;
  }

  /** The objects in a list; what is not a known object is noted. */
  parts(resource: GraphResource, property: string): readonly Part[] {
    const items = this.items({ resource, properties: resource.properties }, property);
    return items.flatMap((item) => {
      if (isObject(item)) return [{ resource, properties: item }];
      this.note(resource, `${property} is not known as a whole`);
      return [];
    });
  }

  /** The texts in a list; what is not a known text is noted. */
  texts(part: Part, property: string): readonly string[] {
    return this.items(part, property).flatMap((item) => {
      if (typeof item === "string") return [item];
      this.note(part.resource, `${property} is not known as a whole`);
      return [];
    });
  }

  /** Notes something that cannot be read. */
  note({ urn, name }: GraphResource, what: string): void {
    this.unclear.push({ urn, text: `${name}: ${what}` });
  }

  /** Notes each of some properties that is set, since the analysis does not know what they do. */
  noteIfSet(resource: GraphResource, ...properties: readonly string[]): void {
    for (const property of properties.filter((each) => isSet(resource.properties[each]))) {
      this.note(resource, `${property} is not modelled`);
    }
  }

  private items({ properties }: Part, property: string): readonly Literal[] {
    const value = properties[property];
    if (isItems(value)) return value;
    return isSet(value) && value !== undefined ? [value] : [];
  }
}

/** Whether a property holds anything: not nothing, not no, not an empty list. */
export function isSet(value: Literal | undefined): boolean {
  return value !== undefined && value !== null && value !== false && !(isItems(value) && value.length === 0);
}

/** A number, also one that is given as a text; undefined when it is something else or not known. */
export function numberOf(value: Literal | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

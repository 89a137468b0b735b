import { isItems, isObject, type Graph, type GraphResource, type Literal } from "../graph";
import { analyse, type Reachability } from "../reachability";

/** A stack's resources, as rules look at them. */
export class Stack {
  /** Whether the stage is one that must outlive a mistake. */
  readonly isProtected: boolean;
  private readonly byUrn: ReadonlyMap<string, GraphResource>;

  constructor(readonly graph: Graph) {
    this.byUrn = new Map(graph.map((resource) => [resource.urn, resource]));
    this.isProtected = graph.some((resource) => resource.protected);
  }

  /** Who can reach whom; found out when a rule first asks. */
  get reach(): Reachability {
    return analyse(this.graph);
  }

  /** All resources of some types. */
  all(...types: readonly string[]): readonly GraphResource[] {
    return this.graph.filter(({ type }) => types.includes(type));
  }

  /** The resource with a URN; undefined for one that is not in the stack. */
  at(urn: string | undefined): GraphResource | undefined {
    return urn === undefined ? undefined : this.byUrn.get(urn);
  }

  /** The resources of some types that a property refers to. */
  referred(resource: GraphResource, property: string, ...types: readonly string[]): readonly GraphResource[] {
    return (resource.references[property] ?? []).flatMap((urn) => {
      const other = this.byUrn.get(urn);
      return other !== undefined && types.includes(other.type) ? [other] : [];
    });
  }

  /** The resources of some types that refer to another in any property. */
  referring(target: GraphResource, ...types: readonly string[]): readonly GraphResource[] {
    return this.all(...types).filter(({ references }) =>
      Object.values(references).some((urns) => urns.includes(target.urn)),
    );
  }
}

/** Whether a property is yes, also where AWS wants it as a text. */
export function isYes(value: Literal | undefined): boolean {
  return value === true || value === "true";
}

/** Whether a property is written down as no, also where AWS wants it as a text. */
export function isNo(value: Literal | undefined): boolean {
  return value === false || value === "false";
}

/** A part of a property by its path; undefined where there is none. */
export function part(value: Literal | undefined, ...path: readonly string[]): Literal | undefined {
  return path.reduce<Literal | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

/** The items of a list; empty for anything else. */
export function items(value: Literal | undefined): readonly Literal[] {
  return isItems(value) ? value : [];
}

/** All texts in a value, however deep. */
export function textsIn(value: Literal): readonly string[] {
  if (typeof value === "string") return [value];
  if (isItems(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

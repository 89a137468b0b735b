import { isItems, isObject, ResourceIndex, type Graph, type GraphResource, type Literal } from "../graph";
import { analyze, type Reachability } from "../reachability";

export class Stack extends ResourceIndex {
  readonly isProtected: boolean;

  constructor(graph: Graph) {
    super(graph);
    this.isProtected = graph.some((resource) => resource.protected);
  }

  get reachability(): Reachability {
    return analyze(this.graph);
  }

  /** The resources of some types that refer to another in any property. */
  referring(target: GraphResource, ...types: readonly string[]): readonly GraphResource[] {
    return this.all(...types).filter(({ references }) =>
      Object.values(references).some((urns) => urns.includes(target.urn)),
    );
  }
}

/** Some boolean properties of AWS are strings. */
export function isTrue(value: Literal | undefined): boolean {
  return value === true || value === "true";
}

export function isFalse(value: Literal | undefined): boolean {
  return value === false || value === "false";
}

/** A part of a property by its path; undefined if there is none. */
export function part(value: Literal | undefined, ...path: readonly string[]): Literal | undefined {
  return path.reduce<Literal | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

export function items(value: Literal | undefined): readonly Literal[] {
  return isItems(value) ? value : [];
}

export function stringsIn(value: Literal): readonly string[] {
  if (typeof value === "string") return [value];
  if (isItems(value)) return value.flatMap(stringsIn);
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}

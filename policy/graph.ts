export const NOT_KNOWN = Symbol("unknown before deployment");

/** Plain data, with {@link NOT_KNOWN} for unknown values. */
export type Literal =
  null | boolean | number | string | typeof NOT_KNOWN | readonly Literal[] | { readonly [key: string]: Literal };

export interface GraphResource {
  readonly urn: string;
  /** As in a program: `aws.ec2.Instance`. */
  readonly type: string;
  readonly name: string;
  /** The inputs; a property without a value is absent. */
  readonly properties: Readonly<Record<string, Literal>>;
  readonly secrets: readonly string[];
  /** Whether the resource option `protect` is on. */
  readonly protected: boolean;
  /**
   * URNs of the resources that a property's value comes from, by property. Only these link resources, because ids do not
   * exist before the first deployment.
   */
  readonly references: Readonly<Record<string, readonly string[]>>;
}

export type Graph = readonly GraphResource[];

export class ResourceIndex {
  private readonly byUrn: ReadonlyMap<string, GraphResource>;

  constructor(readonly graph: Graph) {
    this.byUrn = new Map(graph.map((resource) => [resource.urn, resource]));
  }

  all(...types: readonly string[]): readonly GraphResource[] {
    return this.graph.filter(({ type }) => types.includes(type));
  }

  at(urn: string | undefined): GraphResource | undefined {
    return urn === undefined ? undefined : this.byUrn.get(urn);
  }

  referred(resource: GraphResource, property: string, ...types: readonly string[]): readonly GraphResource[] {
    return (resource.references[property] ?? []).flatMap((urn) => {
      const other = this.byUrn.get(urn);
      return other !== undefined && types.includes(other.type) ? [other] : [];
    });
  }
}

/** Type of the stack itself in a graph; its properties are the stack's outputs. */
export const STACK_TYPE = "pulumi.Stack";

export function isObject(value: Literal | undefined): value is Readonly<Record<string, Literal>> {
  return typeof value === "object" && value !== null && !isItems(value);
}

/** `Array.isArray` alone does not distinguish a readonly list from an object. */
export function isItems(value: Literal | undefined): value is readonly Literal[] {
  return Array.isArray(value);
}

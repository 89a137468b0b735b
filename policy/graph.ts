/** The value of a property, or of a part of it, that only a deployment can tell. */
export const NOT_KNOWN = Symbol("not known before deployment");

/** What a property holds: plain data, with {@link NOT_KNOWN} where nothing is known yet. */
export type Literal =
  null | boolean | number | string | typeof NOT_KNOWN | readonly Literal[] | { readonly [key: string]: Literal };

/** One resource of a stack, from wherever it was seen: an offline plan, a preview, a deployment. */
export interface GraphResource {
  readonly urn: string;
  /** As one writes it in a program: `aws.ec2.Instance`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** What the program said; a property without a value is not there. */
  readonly properties: Readonly<Record<string, Literal>>;
  /** Properties of which some part is secret: usable, but not to be shown. */
  readonly secrets: readonly string[];
  /** Whether Pulumi refuses to delete it. */
  readonly protected: boolean;
  /**
   * URNs of the resources that a property's value comes from, by property.
   * They are all that links resources: ids do not exist before the first deployment.
   */
  readonly references: Readonly<Record<string, readonly string[]>>;
}

/** All resources of a stack, in any order. */
export type Graph = readonly GraphResource[];

/** Type of the stack itself in a graph; its properties are the stack's outputs. */
export const STACK_TYPE = "pulumi.Stack";

/** Whether a value is an object of properties. */
export function isObject(value: Literal | undefined): value is Readonly<Record<string, Literal>> {
  return typeof value === "object" && value !== null && !isItems(value);
}

/** Whether a value is a list. `Array.isArray` alone does not tell a readonly list from an object. */
export function isItems(value: Literal | undefined): value is readonly Literal[] {
  return Array.isArray(value);
}

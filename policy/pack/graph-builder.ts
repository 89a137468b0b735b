import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import { shortType } from "../../offline/recording";
import { NOT_KNOWN, STACK_TYPE, type GraphResource, type Literal } from "../graph";
import { Stack } from "../rules";

/**
 * Puts a stack's graph together from what the engine tells a policy pack at two times: what the program says of a
 * resource when it registers it, and what that comes from when all are registered. At the end the engine tells values
 * too, but those that a provider computed or read back, such as rules in a security group that stand in resources of
 * their own; rules here are about what the program says.
 */
export class GraphBuilder {
  private readonly said = new Map<string, GraphResource>();
  /** The last stack that was asked for: all rules about the whole are asked of the same. */
  private last: Stack | undefined;

  /** Keeps what the program says of a resource. */
  note(args: ResourceValidationArgs): void {
    this.said.set(args.urn, graphResource(args));
  }

  /** The stack of which the engine tells all resources. */
  stack(resources: readonly PolicyResource[]): Stack {
    const graph = resources.flatMap((resource) => this.whole(resource));
    // Each rule gets a list of its own of the same resources.
    if (this.last === undefined || JSON.stringify(graph) !== JSON.stringify(this.last.graph)) {
      this.last = new Stack(graph);
    }
    return this.last;
  }

  private whole(resource: PolicyResource): readonly GraphResource[] {
    const type = shortType(resource.type);
    const said = type === STACK_TYPE ? graphResource(resource) : this.said.get(resource.urn);
    if (said === undefined || !isWhole(type)) return [];
    const references = Object.entries(resource.propertyDependencies).map(([property, others]) => [
      property,
      others.map(({ urn }) => urn),
    ]);
    return [{ ...said, references: Object.fromEntries(references) as GraphResource["references"] }];
  }
}

/** What the program says of one resource, without what it comes from. */
export function graphResource({
  urn,
  type,
  name,
  props,
  opts,
}: Pick<ResourceValidationArgs, "urn" | "type" | "name" | "props" | "opts">): GraphResource {
  const properties = literals(props);
  return {
    urn,
    type: shortType(type),
    name,
    properties,
    // The engine hands secrets over opened and unmarked; taken as secret, none gets into a message.
    secrets: Object.keys(properties),
    protected: opts.protect,
    references: {},
  };
}

/** Components and providers stand for nothing in the cloud. */
function isWhole(type: string): boolean {
  return type === STACK_TYPE || /^(?:aws|tls|pulumi)\.\w+/.test(type);
}

function literals(values: Readonly<Record<string, unknown>>): Readonly<Record<string, Literal>> {
  return Object.fromEntries(
    Object.keys(values).flatMap((key): [string, Literal][] => {
      const value = literal(() => values[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** A value, read with care: reading one that only a deployment can tell throws. */
function literal(read: () => unknown): Literal | undefined {
  let value: unknown;
  try {
    value = read();
  } catch {
    return NOT_KNOWN;
  }
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (Array.isArray(value)) {
    return Array.from({ length: value.length }, (_, index) => literal(() => value[index] as unknown) ?? null);
  }
  return typeof value === "object" ? literals(value as Readonly<Record<string, unknown>>) : undefined;
}

import type { Unknown, Value, Values } from "./values";

/** Options of a resource; absent if the program does not set them. */
export interface RecordedOptions {
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
  readonly hideDiffs?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  readonly aliases?: readonly RecordedAlias[];
  readonly customTimeouts?: Readonly<Record<string, string>>;
  readonly replacementTrigger?: Value;
  /** URNs of the resources with which this one is replaced. */
  readonly replaceWith?: readonly string[];
  /** URN of the resource whose deletion also removes this one. */
  readonly deletedWith?: string;
  /** Id of the existing resource that is imported. */
  readonly importId?: string;
  /** URN and id of an explicit provider. */
  readonly provider?: string;
}

/** A former identity of a resource: a URN, or the parts that were different. */
export type RecordedAlias = string | Readonly<Record<string, string | boolean>>;

export const HOOK_MOMENTS = [
  ...(["beforeCreate", "afterCreate", "beforeUpdate", "afterUpdate", "beforeDelete", "afterDelete"] as const),
  "onError",
] as const;

export type RecordedHooks = Readonly<Record<(typeof HOOK_MOMENTS)[number], readonly string[]>>;

export interface RecordedResource {
  readonly urn: string;
  /** The type token, such as `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** Whether a provider creates it; false for components. */
  readonly custom: boolean;
  /** Absent for components. */
  readonly id?: string | Unknown;
  readonly inputs: Values;
  readonly outputs: Values;
  /** URN of the parent; only the stack itself has none. */
  readonly parent?: string;
  /** URNs of all resources that must exist first, by `dependsOn` or by a property. */
  readonly dependencies: readonly string[];
  /** URNs of the resources that a property's value comes from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly options: RecordedOptions;
  readonly hooks: RecordedHooks;
}

/** One invoke of the program. */
export interface RecordedCall {
  /** The function, such as `aws:ec2/getAmi:getAmi`. */
  readonly token: string;
  readonly args: Values;
}

export interface RecordedLog {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
}

export interface Recording {
  readonly project: string;
  readonly stage: string;
  readonly preview: boolean;
  /** A parent before its children, siblings by name. The first is the stack itself. */
  readonly resources: readonly RecordedResource[];
  readonly outputs: Values;
  readonly calls: readonly RecordedCall[];
  readonly logs: readonly RecordedLog[];
}

/** Sorts resources as a tree, siblings by name and then by type: the order of promises does not show. */
export function inTreeOrder(resources: Iterable<RecordedResource>): RecordedResource[] {
  const children = new Map<string, RecordedResource[]>();
  for (const resource of resources) {
    const parent = resource.parent ?? "";
    children.set(parent, [...(children.get(parent) ?? []), resource]);
  }
  const below = (parent: string): RecordedResource[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => compare(a.name, b.name) || compare(a.type, b.type))
      .flatMap((resource) => [resource, ...below(resource.urn)]);
  return below("");
}

/** Compares by code units, independent of the locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `aws:ec2/vpc:Vpc` as people write it in a program: `aws.ec2.Vpc`. */
export function shortType(type: string): string {
  const match = /^(?<pkg>aws|tls|pulumi):(?<module>\w+)(?:\/\w+)?:(?<name>\w+)$/.exec(type)?.groups;
  if (match === undefined) return type;
  const { pkg, module, name } = match;
  return [pkg, ...(module === "index" || module === "pulumi" ? [] : [module]), name].join(".");
}

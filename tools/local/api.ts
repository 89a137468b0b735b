import type { IncomingHttpHeaders } from "node:http";

/** One call of the AWS API. */
export interface ApiCall {
  /** Signing name of the service: `ec2`, `elasticloadbalancing`, `autoscaling`, `iam`, `s3`, … */
  readonly service: string;
  /** The operation, such as `RunInstances`. */
  readonly action: string;
  readonly region: string;
  /** Form fields (Query API), the JSON document (JSON API), or method, path and query (REST). */
  readonly params: Readonly<Record<string, unknown>>;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** Passes a call to the next patch, and finally to the emulator. */
export type Next = (call: ApiCall) => Promise<ApiResponse>;

/** A call that a patch makes itself. It is not logged. */
export type Ask = (
  service: string,
  action: string,
  params: Readonly<Record<string, string>>,
  like: Pick<ApiCall, "region">,
) => Promise<ApiResponse>;

/** Adds or corrects one behavior that the emulator lacks, or that differs from AWS. */
export interface Patch {
  /** The behavior with this patch, in one sentence. */
  readonly description: string;
  readonly applies: (call: ApiCall) => boolean;
  /** Responds to the call, itself or with the changed response of `next`. */
  readonly handle: (call: ApiCall, next: Next, ask: Ask) => Promise<ApiResponse>;
  /** Stops timers and other background work. */
  readonly close?: () => void;
}

/** Whether a call is one of the named operations of a service. */
export function isCall(call: ApiCall, service: string, ...actions: readonly string[]): boolean {
  return call.service === service && actions.includes(call.action);
}

/** A parameter of a Query call. */
export function param(call: ApiCall, name: string): string | undefined {
  const value = call.params[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * The values of a Query API list, in order: `listOf(call, "InstanceId")` reads `InstanceId.1`, `InstanceId.2`, …
 * and `listOf(call, "LoadBalancerNames.member")` reads `LoadBalancerNames.member.1`, ….
 */
export function listOf(call: ApiCall, prefix: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index++) {
    const value = param(call, `${prefix}.${index}`);
    if (value === undefined) return values;
    values.push(value);
  }
}

/**
 * The structures of a Query API list, in order: `structuresOf(call, "Listeners.member")` reads
 * `Listeners.member.1.Protocol=HTTP` as `{Protocol: "HTTP"}`.
 */
export function structuresOf(call: ApiCall, prefix: string): Record<string, string>[] {
  const found = new Map<number, Record<string, string>>();
  for (const [name, value] of Object.entries(call.params)) {
    if (!name.startsWith(`${prefix}.`) || typeof value !== "string") continue;
    const [, index, field] = /^(\d+)\.(.+)$/.exec(name.slice(prefix.length + 1)) ?? [];
    if (index === undefined || field === undefined) continue;
    const structure = found.get(Number(index)) ?? {};
    structure[field] = value;
    found.set(Number(index), structure);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, structure]) => structure);
}

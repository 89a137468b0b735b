import type { IncomingHttpHeaders } from "node:http";

/** One call to the AWS API, read far enough to know what it asks. */
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

/** An answer to an API call. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** Hands a call on, in the end to the emulator. */
export type Next = (call: ApiCall) => Promise<ApiResponse>;

/** A call that a patch makes by itself, unseen by the record. */
export type Ask = (
  service: string,
  action: string,
  params: Readonly<Record<string, string>>,
  like: Pick<ApiCall, "region">,
) => Promise<ApiResponse>;

/** Puts right one thing that the emulator lacks or gets wrong. */
export interface Patch {
  /** What it puts right, in one sentence. */
  readonly description: string;
  /** Whether it has to do with a call. */
  readonly applies: (call: ApiCall) => boolean;
  /** Answers the call: by itself, or by what `next` answers, changed before or after. */
  readonly handle: (call: ApiCall, next: Next, ask: Ask) => Promise<ApiResponse>;
  /** Ends what the patch has running, timers above all. */
  readonly close?: () => void;
}

/** Whether a call is one of the named operations of a service. */
export function isCall(call: ApiCall, service: string, ...actions: readonly string[]): boolean {
  return call.service === service && actions.includes(call.action);
}

/** A parameter of a Query call as text; absent: `undefined`. */
export function param(call: ApiCall, name: string): string | undefined {
  const value = call.params[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * The values of a Query API list, in order: `listOf(call, "InstanceId")` reads `InstanceId.1`, `InstanceId.2`, …
 * and `listOf(call, "LoadBalancerNames.member")` the other spelling.
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
 * The structures of a Query API list, in order, with what follows the number as names:
 * `Listeners.member.1.Protocol=HTTP` is `{Protocol: "HTTP"}` of `structuresOf(call, "Listeners.member")`.
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

import { memoryMiB } from "./memory";

/** Path at which a proxy tells its process: `{"pid": N}`. Further pages are below it. */
export const identityPath = "/_proxy";
/** Page with a `LocalStatus` as JSON. */
export const statusPath = `${identityPath}/status`;
/** `/_proxy/logs/WHAT`: a log as text; with `?follow` it continues until the client or the emulator ends. */
export const logsPath = `${identityPath}/logs/`;

/** What a running local stage says about itself. */
export interface LocalStatus extends StageFacts {
  /** The background process. */
  readonly pid: number;
  readonly stage: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly by: StartedBy;
}

/** The command that started the background process. */
export interface StartedBy {
  readonly user: string;
  readonly pid: number;
  /** Such as `npm run local -- stg`. */
  readonly command: string;
}

/** What runs of a stage. */
export interface StageFacts {
  /** `reason`: why instances do not run here, as a clause: `unshare: Operation not permitted`. */
  readonly instances:
    { readonly running: true; readonly sandboxPid: number } | { readonly running: false; readonly reason: string };
  readonly hosts: readonly Host[];
  /** Ports on 127.0.0.1; absent where nothing listens for it. */
  readonly ports: { readonly http?: number; readonly https?: number; readonly ssh?: number };
  /** Proportional set size of all processes of the stage. */
  readonly memoryMiB: number;
}

/** A host in the VPC: what the API says about it, beside what runs. */
export interface Host {
  readonly kind: "instance" | "NAT gateway" | "load balancer";
  readonly id: string;
  /** Its Name tag, or the load balancer's name. */
  readonly name: string;
  /** Its state in the API, such as `running` or `available`. */
  readonly api: string;
  /** What Linux says, such as `running`, `starting` or `ended`. */
  readonly linux: string;
  readonly address: string;
  readonly publicAddress?: string;
  /** How busy it is, in a few words: `16 MiB, 2 % CPU`, or `2 of 2 servers in service`. */
  readonly load?: string;
}

/** A log that the background process serves. */
export interface LogSource {
  /** Path on this computer. The file may not exist yet, and may be replaced. */
  readonly file: string;
  /** Turns a line of the file into one for people; undefined: leaves it out. @default removes colors and carriage returns */
  readonly format?: (line: string) => string | undefined;
}

/** What the background process asks for when it is asked for its status. */
export interface StatusSource {
  facts(): StageFacts | Promise<StageFacts>;
  /** The names of its logs: roles such as `web` and `nat`, instance IDs, `reconciler`. */
  logNames(): readonly string[];
  /** The log of a name; undefined: there is none. A role is its first instance. */
  log(name: string): LogSource | undefined;
}

/** The source where instances do not run. */
export function withoutInstances(reason: string): StatusSource {
  return {
    facts: () => ({ instances: { running: false, reason }, hosts: [], ports: {}, memoryMiB: memoryMiB() }),
    logNames: () => [],
    log: () => undefined,
  };
}

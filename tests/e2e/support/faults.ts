import { spawn } from "node:child_process";

import type { ApiCall, ApiResponse } from "../../../tools/local/api";
import { findPulumi } from "../../../tools/local/pulumi";
import type { EmulatedStage } from "./emulated-stage";

/** What happens to a changing call. */
export type FaultKind =
  /** The call is executed; then the command and all its processes get SIGKILL. */
  | "kill"
  /** The call is executed, and the connection is closed without a response. */
  | "lost";

export interface Fault {
  readonly kind: FaultKind;
  /**
   * Which calls meet it. The order of calls differs from one run to the next, so a call has a name, such as
   * `CreateSubnet subnet-shop-stg-public-1a`.
   */
  readonly meets: (point: string) => boolean;
}

/** How a command with faults ended. */
export interface Interrupted {
  /** null after a signal */
  readonly status: number | null;
  readonly output: string;
  /** The calls that met a fault. */
  readonly struck: readonly string[];
  /** All changing calls, in their order. */
  readonly points: readonly string[];
}

const READING = /^(?:Get|Describe|List|Head)/;

/** Runs `pulumi` commands of a stage, and lets some of their changing calls meet faults. */
export class FaultInjector {
  /** Names by the ID that AWS gave to what bears them. */
  private readonly names = new Map<string, string>();

  constructor(
    private readonly stage: EmulatedStage,
    private readonly stack: string,
  ) {}

  /** Runs a command with a fault. */
  async run({ kind, meets }: Fault, ...args: readonly string[]): Promise<Interrupted> {
    const { stage } = this;
    const struck: string[] = [];
    const calls = new PointNames(this.names);
    const child = spawn(
      findPulumi(stage.environment),
      [...args, "--yes", "--skip-preview", "--non-interactive", "--stack", this.stack],
      // Its own process group, which ends as a whole.
      { cwd: stage.project, env: stage.environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    let isKilled = false;
    stage.setInterceptor(async (call, next) => {
      if (READING.test(call.action) || call.service === "") return next(call);
      const { point, isRetry } = calls.nameOf(call);
      const isStruck = !isKilled && !isRetry && meets(point);
      if (isStruck) {
        struck.push(point);
        isKilled = kind === "kill";
      }
      const response = await next(call);
      calls.learn(call, response);
      if (!isStruck) return response;
      if (isKilled) process.kill(-(child.pid ?? 0), "SIGKILL");
      return undefined;
    });
    let output = "";
    child.stdout.on("data", (part: Buffer) => (output += part.toString()));
    child.stderr.on("data", (part: Buffer) => (output += part.toString()));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    stage.setInterceptor();
    return { status, output, struck, points: calls.points };
  }
}

/** Names the calls of one command by what they change. */
class PointNames {
  readonly points: string[] = [];
  /** The different calls for each action and target, as sent. */
  private readonly sent = new Map<string, string[]>();

  constructor(private readonly names: Map<string, string>) {}

  nameOf(call: ApiCall): { readonly point: string; readonly isRetry: boolean } {
    const base = `${call.action} ${this.targetOf(call)}`;
    const bodies = this.sent.get(base) ?? [];
    this.sent.set(base, bodies);
    const body = call.body.toString("latin1");
    const isRetry = bodies.includes(body);
    if (!isRetry) bodies.push(body);
    const index = bodies.indexOf(body);
    const point = index === 0 ? base : `${base} #${index + 1}`;
    if (!isRetry) this.points.push(point);
    return { point, isRetry };
  }

  /** The first ID in a response to a creation is that of the new resource. */
  learn(call: ApiCall, { body }: ApiResponse): void {
    const name = nameTag(call);
    const id = /<(?:\w+Id)>([a-z]+-[0-9a-f]{8,})</.exec(body.toString("utf8"))?.[1];
    if (name !== undefined && id !== undefined && !this.names.has(id)) this.names.set(id, name);
  }

  private targetOf(call: ApiCall): string {
    const tag = nameTag(call);
    if (tag !== undefined) return tag;
    const ids = paramsOf(call).filter(([key]) => /(?:Name|Id)(?:\.\d+)?$/.test(key) && !key.includes("Certificate"));
    const [, first = ""] = ids[0] ?? [];
    const known = ids.flatMap(([, id]) => this.names.get(id) ?? []);
    // Random parts, of an ID and of names that the provider and Pulumi generate.
    return known[0] ?? first.replace(/^([a-z]+)-[0-9a-f]{8,}$|\d{18}[0-9a-f]{8}$|-[0-9a-f]{7}$/, "$1");
  }
}

function nameTag(call: ApiCall): string | undefined {
  const params = paramsOf(call);
  const key = params
    .find(([name, value]) => /Tags?\..*Key$/.test(name) && value === "Name")?.[0]
    .replace(/Key$/, "Value");
  return params.find(([name]) => name === key)?.[1];
}

function paramsOf({ params }: ApiCall): readonly [string, string][] {
  return Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

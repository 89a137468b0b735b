import { execFileSync, spawn, type ChildProcess } from "node:child_process";

import type { ApiCall, ApiResponse, Next } from "../../../../tools/local/api";
import { findPulumi } from "../../../../tools/local/pulumi";
import type { EmulatedStage } from "../emulated-stage";
import { PointNames } from "./point-names";
import { serviceError } from "./service-errors";

/** What happens to a changing call. */
type FaultKind =
  /** The call is executed; then the command's process group gets SIGKILL. Plugins have groups of their own. */
  | "kill"
  /** The command's process group gets SIGKILL, and the call is not executed. */
  | "kill before"
  /** The call is executed; then the command gets SIGKILL, and its plugins continue. */
  | "kill alone"
  /** The call is executed, and the connection is closed without a response. */
  | "lost"
  /** AWS responds with an internal error and does not execute the call. */
  | "error"
  /** AWS responds that there are too many requests. */
  | "throttled"
  /** The call takes some seconds longer. */
  | "delay";

interface Fault {
  readonly kind: FaultKind;
  /** How many times the same call meets it. `Infinity`: as long as the command runs. @default 1 */
  readonly times?: number;
}

/** The fault of a call, such as `CreateSubnet subnet-shop-stg-public-1a`. Asked once for each call. */
export type FaultOf = (point: string) => Fault | undefined;

/** How a command with faults ended. */
export interface Interrupted {
  /** Exit status; null after a signal. */
  readonly status: number | null;
  readonly output: string;
  /** It was killed because it took longer than the limit. */
  readonly isTooLong: boolean;
  /** The calls that met a fault. */
  readonly hit: readonly string[];
  /** All changing calls, in their order. */
  readonly points: readonly string[];
}

const READING = /^(?:Get|Describe|List|Head)/;
const DELAY_MS = 5000;

/** Runs `pulumi` commands of a stage, and lets some of their changing calls meet faults. */
export class FaultInjector {
  /** Names by the ID that AWS gave to what has them. */
  private readonly names = new Map<string, string>();
  private plugins: number[] = [];

  constructor(
    private readonly stage: EmulatedStage,
    private readonly stack: string,
    /** The longest that a command may take. */
    private readonly limitSeconds = 3600,
  ) {}

  /** Runs a command with faults. */
  async run(faultOf: FaultOf, ...args: readonly string[]): Promise<Interrupted> {
    const { stage } = this;
    const hit: string[] = [];
    const calls = new PointNames(this.names);
    const child = spawn(
      findPulumi(stage.environment),
      [...args, "--yes", "--skip-preview", "--non-interactive", "--stack", this.stack],
      // Its own process group, which ends as a whole.
      { cwd: stage.project, env: stage.environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    const left = new Map<string, { readonly kind: FaultKind; times: number }>();
    const killed: number[] = [];
    const kill = (pid: number): void => {
      killed.push(pid);
      this.plugins.push(...descendantsOf(Math.abs(pid)));
      process.kill(pid, "SIGKILL");
    };
    stage.setInterceptor(async (call, next) => {
      if (READING.test(call.action) || call.service === "") return next(call);
      const { point, isRetry } = calls.nameOf(call);
      const fault = killed.length > 0 || isRetry ? undefined : faultOf(point);
      if (fault !== undefined) {
        hit.push(point);
        left.set(point, { kind: fault.kind, times: fault.times ?? 1 });
      }
      const current = left.get(point);
      const learning: Next = async (passed) => {
        const response = await next(passed);
        calls.learn(passed, response);
        return response;
      };
      if (current === undefined || current.times === 0) return learning(call);
      current.times--;
      return applyFault(current.kind, call, learning, child, kill);
    });
    const finished = await finish(child, this.limitSeconds, kill);
    stage.setInterceptor();
    return { ...finished, hit, points: calls.points };
  }

  /** Ends the plugins that outlived their command. */
  close(): void {
    for (const pid of this.plugins) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
    this.plugins = [];
  }
}

async function applyFault(
  kind: FaultKind,
  call: ApiCall,
  next: Next,
  { pid = 0 }: ChildProcess,
  kill: (pid: number) => void,
): Promise<ApiResponse | undefined> {
  switch (kind) {
    case "kill":
      await next(call);
      kill(-pid);
      return undefined;
    case "kill before":
      kill(-pid);
      return undefined;
    case "kill alone": {
      const response = await next(call);
      kill(pid);
      return response;
    }
    case "lost":
      await next(call);
      return undefined;
    case "error":
      return serviceError(call, "internal");
    case "throttled":
      return serviceError(call, "throttled");
    case "delay":
      await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
      return next(call);
  }
}

async function finish(
  child: ChildProcess,
  limitSeconds: number,
  kill: (pid: number) => void,
): Promise<Pick<Interrupted, "status" | "output" | "isTooLong">> {
  let output = "";
  let isTooLong = false;
  const limit = setTimeout(() => {
    isTooLong = true;
    kill(-(child.pid ?? 0));
  }, limitSeconds * 1000);
  child.stdout?.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr?.on("data", (part: Buffer) => (output += part.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    // After a kill, plugins that continue keep the streams open.
    child.on("exit", (code) => {
      if (code === null) resolve(code);
    });
    child.on("close", resolve);
  });
  clearTimeout(limit);
  return { status, output, isTooLong };
}

/** All processes that a process has started, and those that they have. Plugins have process groups of their own. */
function descendantsOf(pid: number): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const parents = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = (parent: number): number[] =>
    parents.filter(([, each]) => each === parent).flatMap(([child = 0]) => [child, ...childrenOf(child)]);
  return childrenOf(pid);
}

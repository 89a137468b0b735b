import { spawn } from "node:child_process";

import type { ApiCall } from "../../../tools/local/api";
import { findPulumi } from "../../../tools/local/pulumi";
import type { EmulatedStage } from "./emulated-stage";

/** What happens to one changing call of a command. */
export type FaultKind =
  /** The call is executed; then the command and all its processes get SIGKILL. */
  | "kill"
  /** The call is executed, and the connection is closed without a response. */
  | "lost";

/** A changing call, as a test names it. */
export interface ChangingCall {
  /** Counts the changing calls of the command, from 1. */
  readonly number: number;
  readonly action: string;
  /** What it changes: a Name tag, or a name, or an ID. */
  readonly target: string;
}

const READING = /^(?:Get|Describe|List|Head|SimulateP|AssumeRole)/;

/** How a command ended. */
export interface Interrupted {
  readonly status: number | null;
  readonly output: string;
  /** The call that met the fault; undefined when the command made fewer calls. */
  readonly struck: ChangingCall | undefined;
}

/** Runs `pulumi` with a fault at its N-th changing call. */
export async function pulumiWithFault(
  stage: EmulatedStage,
  name: string,
  { kind, number }: { readonly kind: FaultKind; readonly number: number },
  ...args: readonly string[]
): Promise<Interrupted> {
  let calls = 0;
  let struck: ChangingCall | undefined;
  const child = spawn(
    findPulumi(stage.environment),
    [...args, "--yes", "--skip-preview", "--non-interactive", "--stack", name],
    // Its own process group, which ends as a whole.
    { cwd: stage.project, env: stage.environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  stage.setInterceptor(async (call, next) => {
    if (READING.test(call.action) || call.service === "" || ++calls !== number) return next(call);
    await next(call);
    struck = { number, action: call.action, target: targetOf(call) };
    if (kind === "kill") process.kill(-(child.pid ?? 0), "SIGKILL");
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
  return { status, output, struck };
}

function targetOf({ params }: ApiCall): string {
  const entries = Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const nameTag = entries.find(([key, value]) => /Tags?\..*Key$/.test(key) && value === "Name");
  if (nameTag !== undefined) return String(params[nameTag[0].replace(/Key$/, "Value")]);
  const named = entries.find(([key]) => /(?:Name|Id)$/.test(key) && key !== "AWSAccessKeyId");
  return named?.[1] ?? "";
}

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { text } from "node:stream/consumers";

import { unsupportedReason } from "../../../../tools/local/machines/unsupported-reason";
import { EmulatedStage } from "../emulated-stage";
import type { ClientOptions, ClientResult } from "./client";

const ROOT = path.join(__dirname, "..", "..", "..", "..");

/** Whether instances can run here. */
const RUNS = unsupportedReason() === undefined;

/** Runs a TypeScript file, with any current folder. */
const NODE = [process.execPath, "-r", require.resolve("ts-node/register/transpile-only")];

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PingResult {
  readonly sent: number;
  readonly lost: number;
  /** Milliseconds between two answers, at most. */
  readonly longestGapMs: number;
}

function pingResult(output: string): PingResult {
  const [, sent = "0", received = "0"] = /(\d+) packets transmitted, (\d+) received/.exec(output) ?? [];
  const times = [...output.matchAll(/^\[(\d+\.\d+)\] \d+ bytes from/gm)].map(([, time]) => Number(time) * 1000);
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  return { sent: Number(sent), lost: Number(sent) - Number(received), longestGapMs: Math.round(Math.max(0, ...gaps)) };
}

/** A client that continues until it is stopped. */
export interface RunningClient {
  stop(): Promise<ClientResult>;
}

/** A stage whose instances run, where they can. */
export class RunningStage extends EmulatedStage {
  constructor(stage: string, name: string) {
    super(stage, name, { runsInstances: RUNS });
  }

  readonly runs = RUNS;

  /** Runs a command on the internet, as the operator's computer, in the copy of the project. */
  async operator(...command: readonly string[]): Promise<Finished> {
    return finished(this.begin(command));
  }

  /** Starts such a command. */
  begin(command: readonly string[]): ChildProcess {
    return this.machines.operator.begin(command, this.project, this.environment);
  }

  /** Runs a command in an instance. */
  async inside(id: string, ...command: readonly string[]): Promise<Finished> {
    return finished(this.machines.enter(id, command));
  }

  /** Starts a client on the internet, or in the network of an instance. */
  async client(options: ClientOptions, netns = "inet"): Promise<RunningClient> {
    const child = this.machines.sandbox.spawn([...NODE, path.join(__dirname, "client.ts"), JSON.stringify(options)], {
      netns,
      env: { ...process.env, TS_NODE_PROJECT: path.join(ROOT, "tsconfig.json") },
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(child.stdout!, "data");
    const output = text(child.stdout!);
    return {
      stop: async () => {
        child.stdin!.end();
        return JSON.parse(await output) as ClientResult;
      },
    };
  }

  /** Pings an address ten times a second from a network namespace until it is stopped. */
  async ping(address: string, netns: string): Promise<{ stop(): Promise<PingResult> }> {
    const script = `ping -D -n -i 0.1 ${address} & read line; kill -INT $!; wait $!`;
    const child = this.machines.sandbox.spawn(["/bin/sh", "-c", script], { netns, stdio: ["pipe", "pipe", "ignore"] });
    const output = text(child.stdout!);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return {
      stop: async () => {
        child.stdin!.end();
        return pingResult(await output);
      },
    };
  }

  /** Ids of the running instances by the end of their name: `web` for the group's web servers, `nat`, `bastion`. */
  instances(role: "web" | "nat" | "bastion"): string[] {
    const isOf = (name: string) => name.endsWith(`-${role}`) && (role !== "web" || name.startsWith("as-"));
    const all = this.runs ? (this.machines.cloud?.instances ?? []) : [];
    return all.filter(({ name, state }) => isOf(name) && state === "running").map(({ id }) => id);
  }

  /** Waits until something is so. */
  async until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`${what} is not so after ${timeoutMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function finished(child: ChildProcess): Promise<Finished> {
  child.stdin?.end();
  const status = once(child, "close") as Promise<[number | null]>;
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  return { status: (await status)[0], stdout, stderr };
}

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { text } from "node:stream/consumers";

import type { Requirements } from "../../../support/namespaces";
import { EmulatedStage } from "../emulated-stage";
import type { ClientOptions, ClientResult } from "./client";

const ROOT = path.join(__dirname, "..", "..", "..", "..");

/** Runs a TypeScript file, with any current folder. */
const NODE = [process.execPath, "-r", require.resolve("ts-node/register/transpile-only")];

export const REQUIREMENTS: Requirements = {
  what: "running instances",
  commands: [
    "unshare",
    "nsenter",
    "ip",
    "nft",
    "mmdebstrap",
    "systemd-nspawn",
    "haproxy",
    "dnsmasq",
    "curl",
    "ping",
    "ssh",
  ],
  files: [],
  probe: `mount --make-rprivate / && mount -t tmpfs tmpfs /run && ip link add probe type veth peer name other`,
};

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A client that goes on until it is stopped. */
export interface RunningClient {
  stop(): Promise<ClientResult>;
}

/** A stage whose instances run. */
export class RunningStage extends EmulatedStage {
  constructor(stage: string, name: string) {
    super(stage, name, { runsInstances: true });
  }

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
    return {
      stop: async () => {
        const output = text(child.stdout!);
        child.stdin!.end();
        return JSON.parse(await output) as ClientResult;
      },
    };
  }

  /** The ids of the running instances whose name ends with a role: `web`, `nat`, `bastion`. */
  instances(role: string): string[] {
    const all = this.machines.cloud?.instances ?? [];
    return all.filter(({ name, state }) => name.endsWith(`-${role}`) && state === "running").map(({ id }) => id);
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

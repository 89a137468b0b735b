import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";

import { NAMESPACES } from "../../support/namespaces";

/** Set explicitly, since processes in the network have another working directory. */
const TS_NODE_PROJECT = path.join(__dirname, "..", "..", "..", "tsconfig.json");

/** Runs a TypeScript file in a network. */
export const NODE = [process.execPath, "-r", require.resolve("ts-node/register/transpile-only")];

export interface Run {
  readonly status: number | null;
  /** Standard output and standard error. */
  readonly output: string;
}

/**
 * A network of namespaces and its hosts; the computer that runs it is not changed. A script creates it: its function `open`
 * prints a line when the network is ready, and keeps it until standard input ends.
 */
export class Lab<Host extends string> {
  private holder: ChildProcess | undefined;

  /**
   * @param script path of the script
   * @param variables environment variables of the script and all commands
   */
  constructor(
    private readonly script: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  async open(): Promise<void> {
    this.holder = spawn("unshare", [...NAMESPACES, this.script, "open"], {
      env: { ...process.env, ...this.variables },
      stdio: ["pipe", "pipe", "pipe"],
    });
    await firstLine(this.holder);
  }

  /** Removes the network, and ends all processes in it. */
  async close(): Promise<void> {
    if (this.holder?.exitCode !== null) return;
    const gone = once(this.holder, "exit");
    this.holder.stdin?.end();
    await gone;
  }

  /** Runs a command on a host. */
  async run(host: Host, ...command: readonly string[]): Promise<Run> {
    return finished(this.enter(command, host));
  }

  /** Runs a command that must succeed; returns its output. */
  async must(host: Host, ...command: readonly string[]): Promise<string> {
    const { status, output } = await this.run(host, ...command);
    if (status !== 0) throw new Error(`${command.join(" ")} failed on ${host}: ${output}`);
    return output;
  }

  /** Starts a server on a host, and waits for its first line of output. It ends with the network. */
  async serve(host: Host, ...command: readonly string[]): Promise<void> {
    await firstLine(this.enter(command, host));
  }

  /** Calls a function of the script, with a text on standard input. */
  protected async callScript(name: string, args: readonly string[] = [], input = ""): Promise<void> {
    const child = this.enter([this.script, name, ...args], undefined, "pipe");
    child.stdin?.end(input);
    const { status, output } = await finished(child);
    if (status !== 0) throw new Error(`${[name, ...args].join(" ")} failed: ${output}`);
  }

  protected enter(command: readonly string[], host?: Host, stdin: "ignore" | "pipe" = "ignore"): ChildProcess {
    const target = this.root;
    const net = host === undefined ? `${target}/ns/net` : this.file(`/run/netns/${host}`);
    const namespaces = [`--mount=${target}/ns/mnt`, `--pid=${target}/ns/pid_for_children`, `--net=${net}`];
    return spawn("nsenter", [...namespaces, ...command], {
      env: { ...process.env, ...this.variables, TS_NODE_PROJECT },
      stdio: [stdin, "pipe", "pipe"],
    });
  }

  /** A file as processes in the network see it. */
  protected file(name: string): string {
    return `${this.root}/root${name}`;
  }

  private get root(): string {
    if (this.holder?.pid === undefined) throw new Error("the network has not been created");
    return `/proc/${this.holder.pid}`;
  }
}

export async function finished(child: ChildProcess): Promise<Run> {
  let output = "";
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
  const [status] = (await once(child, "close")) as [number | null];
  return { status, output };
}

/** Waits for the first output of a process. */
async function firstLine(child: ChildProcess): Promise<void> {
  let errors = "";
  child.stderr?.on("data", (data: Buffer) => (errors += data.toString()));
  await Promise.race([
    once(child.stdout!, "data"),
    once(child, "exit").then(([status]) => {
      throw new Error(`a process of the network ended with status ${String(status)}: ${errors}`);
    }),
  ]);
}

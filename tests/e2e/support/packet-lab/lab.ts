import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";

import { NAMESPACES } from "../../../support/namespaces";
import { ADDRESSES } from "./addresses";
import type { Answers, Calls } from "./caller";

const SCRIPT = path.join(__dirname, "packet-lab.sh");
/** Named, since a process that enters has another current folder. */
const TS_NODE_PROJECT = path.join(__dirname, "..", "..", "..", "..", "tsconfig.json");
const NODE = [process.execPath, "-r", require.resolve("ts-node/register/transpile-only")];

/** A host of the network; `fabric` is what joins them, the VPC's router and the internet. */
export type Host = "nat" | "web" | "neighbour" | "stranger" | "internet" | "fabric";

/** What a command did. */
export interface Run {
  readonly status: number | null;
  /** All that it wrote, on both ways. */
  readonly output: string;
}

/** Who sent to whom over the NAT's one wire: `10.0.1.10 > 198.51.100.10 tcp`. */
export interface Wire {
  readonly toNat: readonly string[];
  readonly fromNat: readonly string[];
}

/** A network of namespaces, and the machines in it; the machine that it runs on is not changed. */
export class PacketLab {
  private holder: ChildProcess | undefined;

  /** Makes the network, with nothing running yet on the machine that is to be the NAT. */
  async open(): Promise<void> {
    this.holder = spawn("unshare", [...NAMESPACES, SCRIPT, "open"], {
      env: { ...process.env, ...ADDRESSES },
      stdio: ["pipe", "pipe", "pipe"],
    });
    await firstLine(this.holder);
    await this.boot();
  }

  /** Takes all of it away, and ends whatever runs in it. */
  async close(): Promise<void> {
    if (this.holder?.exitCode !== null) return;
    const gone = once(this.holder, "exit");
    this.holder.stdin?.end();
    await gone;
  }

  /** Starts the NAT anew: what it has in memory is lost, what it has on its disk is not. */
  async boot(): Promise<void> {
    const { status, output } = await finished(this.enter([SCRIPT, "boot"]));
    if (status !== 0) throw new Error(`the NAT did not boot: ${output}`);
  }

  /** Runs user data on the NAT as cloud-init does, with stand-ins for the package manager and systemd. */
  async runUserData(userData: string): Promise<Run> {
    fs.writeFileSync(this.file("/run/user-data"), userData, { mode: 0o700 });
    const PATH = `${path.join(__dirname, "bin")}:${process.env.PATH ?? ""}`;
    return finished(this.enter(["env", `PATH=${PATH}`, "/run/user-data"], "nat"));
  }

  /** Runs a command on a host. */
  async run(host: Host, ...command: readonly string[]): Promise<Run> {
    return finished(this.enter(command, host));
  }

  /** Starts a greeter on a host. It ends with the network. */
  async greet(host: Host, ...ports: readonly number[]): Promise<void> {
    await firstLine(this.enter([...NODE, path.join(__dirname, "greeter.ts"), ...ports.map(String)], host));
  }

  /** Calls a greeter, by default once and from any port. */
  async call(host: Host, calls: Pick<Calls, "host" | "port" | "from"> & Partial<Calls>): Promise<Answers> {
    const argument = JSON.stringify({ count: 1, limitSeconds: 30, ...calls } satisfies Calls);
    const { status, output } = await finished(this.enter([...NODE, path.join(__dirname, "caller.ts"), argument], host));
    if (status !== 0) throw new Error(`the call failed: ${output}`);
    return JSON.parse(output) as Answers;
  }

  /** What went over the NAT's wire while something was done. */
  async wire(action: () => Promise<unknown>): Promise<Wire> {
    for (const set of ["to_nat", "from_nat"]) await this.must("fabric", "nft", "flush", "set", "ip", "wire", set);
    await action();
    return { toNat: await this.senders("to_nat"), fromNat: await this.senders("from_nat") };
  }

  /** The lines on the NAT's console so far. */
  console(): string[] {
    return lines(fs.readFileSync(this.file("/dev/console"), "utf8"));
  }

  /** A setting of the NAT's kernel, by its path below `/proc/sys/net`. */
  async setting(name: string): Promise<string> {
    return (await this.must("nat", "cat", `/proc/sys/net/${name}`)).trim();
  }

  /** Runs a command that must succeed; gives what it wrote. */
  async must(host: Host, ...command: readonly string[]): Promise<string> {
    const { status, output } = await this.run(host, ...command);
    if (status !== 0) throw new Error(`${command.join(" ")} failed on ${host}: ${output}`);
    return output;
  }

  private async senders(set: string): Promise<string[]> {
    const listed = JSON.parse(await this.must("fabric", "nft", "--json", "list", "set", "ip", "wire", set)) as {
      nftables: { set?: { elem?: { concat: [string, string, string] }[] } }[];
    };
    return listed.nftables
      .flatMap(({ set: { elem = [] } = {} }) =>
        elem.map(({ concat: [from, to, protocol] }) => `${from} > ${to} ${protocol}`),
      )
      .sort();
  }

  private enter(command: readonly string[], host?: Host): ChildProcess {
    const target = this.root;
    const net = host === undefined ? `${target}/ns/net` : this.file(`/run/netns/${host}`);
    const namespaces = [`--mount=${target}/ns/mnt`, `--pid=${target}/ns/pid_for_children`, `--net=${net}`];
    return spawn("nsenter", [...namespaces, ...command], {
      env: { ...process.env, ...ADDRESSES, TS_NODE_PROJECT },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** A file as processes in the network see it. */
  private file(name: string): string {
    return `${this.root}/root${name}`;
  }

  private get root(): string {
    if (this.holder?.pid === undefined) throw new Error("the network has not been made");
    return `/proc/${this.holder.pid}`;
  }
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

async function finished(child: ChildProcess): Promise<Run> {
  let output = "";
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
  const [status] = (await once(child, "close")) as [number | null];
  return { status, output };
}

/** Waits until a process says something. */
async function firstLine(child: ChildProcess): Promise<void> {
  let complaint = "";
  child.stderr?.on("data", (data: Buffer) => (complaint += data.toString()));
  await Promise.race([
    once(child.stdout!, "data"),
    once(child, "exit").then(([status]) => {
      throw new Error(`a process of the network ended with status ${String(status)}: ${complaint}`);
    }),
  ]);
}

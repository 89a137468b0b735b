import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

import type { Sandbox } from "../../../../tools/local/machines/sandbox";

/** Tells each client its address, then echoes. */
const SERVER = `
const [address, ...ports] = process.argv.slice(1);
let missing = ports.length;
for (const port of ports) {
  require("net").createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write(socket.remoteAddress + "\\n");
    socket.pipe(socket);
  }).listen(Number(port), address, () => --missing || console.log("ready"));
}`;

/** Prints what it receives; sends what it reads; ends when nothing came within a second after it began. */
const CLIENT = `
const [host, port, localAddress] = process.argv.slice(1);
const socket = require("net").connect({ host, port, ...(localAddress && { localAddress }) });
const timer = setTimeout(() => (console.log("no answer"), process.exit()), 1000);
socket.on("error", (error) => (console.log(error.code), process.exit()));
socket.on("data", (data) => (clearTimeout(timer), process.stdout.write(data)));
process.stdin.pipe(socket);`;

/** Prints which of some `ADDRESS:PORT` accept a connection within half a second. */
const REACH = `
for (const target of process.argv.slice(1)) {
  const [host, port] = target.split(":");
  const socket = require("net").connect({ host, port });
  socket.on("connect", () => (console.log(target), socket.destroy()));
  socket.on("error", () => undefined);
}
setTimeout(() => process.exit(), 500);`;

/** Small programs in the network namespaces of a sandbox; `stop` ends those that still run. */
export class Hosts {
  private readonly children: ChildProcess[] = [];

  constructor(private readonly sandbox: Sandbox) {}

  /** Starts a server of `ports`, which tells each client its address; by default at all addresses. */
  async serve(netns: string | undefined, ports: readonly number[], address = "0.0.0.0"): Promise<void> {
    const child = this.node(netns, SERVER, [address, ...ports.map(String)]);
    const error = once(child, "exit").then(() => "ended");
    if (child.stdout === null || (await Promise.race([once(child.stdout, "data"), error])) === "ended") {
      throw new Error(`a server of ${ports.join(", ")} in ${netns ?? "the router"} has ended`);
    }
  }

  /** The address that a server sees of the client, or what went wrong: `no answer`, `ECONNREFUSED`. */
  async ask(netns: string, host: string, port: number, source?: string): Promise<string> {
    const client = await this.connect(netns, host, port, source);
    client.end();
    return client.said;
  }

  /** A connection that stays open. */
  async connect(netns: string, host: string, port: number, source = ""): Promise<Connection> {
    const child = this.node(netns, CLIENT, [host, String(port), source]);
    return new Connection(child, await nextLine(child));
  }

  /** Those of some `ADDRESS:PORT` that accept a connection. */
  async reach(netns: string, targets: readonly string[]): Promise<string[]> {
    const child = this.node(netns, REACH, targets);
    let output = "";
    child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
    await once(child, "close");
    return targets.filter((target) => output.split("\n").includes(target));
  }

  /** True if all of some pings were answered. */
  async ping(netns: string, host: string, ...options: string[]): Promise<boolean> {
    const output = await this.sandbox.run(`ping -q -c 1 -W 1 ${[...options, host].join(" ")} || true`, { netns });
    return output.includes(" 0% packet loss");
  }

  /** How many packets that match arrive in a namespace while something is done, be they answered or not. */
  async arrivals(netns: string, match: string, action: () => Promise<unknown>): Promise<number> {
    const chain = `chain arrivals { type filter hook prerouting priority -400; ${match} counter; }`;
    await this.sandbox.run("nft -f -", { netns, input: `table ip test { ${chain}; }` });
    await action();
    const rules = await this.sandbox.run("nft list table ip test; nft delete table ip test", { netns });
    return Number(/packets (\d+)/.exec(rules)?.[1]);
  }

  stop(): void {
    for (const child of this.children) child.kill("SIGKILL");
  }

  private node(netns: string | undefined, script: string, args: readonly string[]): ChildProcess {
    const child = this.sandbox.spawn([process.execPath, "-e", script, ...args], {
      ...(netns !== undefined && { netns }),
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin?.on("error", () => undefined);
    this.children.push(child);
    return child;
  }
}

export class Connection {
  constructor(
    private readonly child: ChildProcess,
    /** What the server said first. */
    readonly said: string,
  ) {}

  /** What the server echoes, if it does so within two seconds. */
  async echo(text: string): Promise<string> {
    this.child.stdin?.write(`${text}\n`);
    return Promise.race([
      nextLine(this.child),
      new Promise<string>((resolve) => setTimeout(resolve, 2000, "no answer")),
    ]);
  }

  end(): void {
    this.child.kill("SIGKILL");
  }
}

async function nextLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("no output");
  const [data] = (await once(stdout, "data")) as [Buffer];
  return data.toString().trim();
}

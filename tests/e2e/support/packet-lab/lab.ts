import * as fs from "node:fs";
import * as path from "node:path";

import { finished, Lab, NODE, type Run } from "../lab";
import { ADDRESSES } from "./addresses";
import type { Answers, Calls } from "./caller";

/** A host of the network; `fabric` is what joins them, the VPC's router and the internet. */
export type Host = "nat" | "web" | "neighbour" | "stranger" | "internet" | "fabric";

/** Who sent to whom over the NAT's one wire: `10.0.1.10 > 198.51.100.10 tcp`. */
export interface Wire {
  readonly toNat: readonly string[];
  readonly fromNat: readonly string[];
}

/** The NAT instance and who sends through it or past it. */
export class PacketLab extends Lab<Host> {
  constructor() {
    super(path.join(__dirname, "packet-lab.sh"), ADDRESSES);
  }

  /** Makes the network, with nothing running yet on the machine that is to be the NAT. */
  override async open(): Promise<void> {
    await super.open();
    await this.boot();
  }

  /** Starts the NAT anew: what it has in memory is lost, what it has on its disk is not. */
  async boot(): Promise<void> {
    await this.callScript("boot");
  }

  /** Runs user data on the NAT as cloud-init does, with stand-ins for the package manager and systemd. */
  async runUserData(userData: string): Promise<Run> {
    fs.writeFileSync(this.file("/run/user-data"), userData, { mode: 0o700 });
    const PATH = `${path.join(__dirname, "bin")}:${process.env.PATH ?? ""}`;
    return finished(this.enter(["env", `PATH=${PATH}`, "/run/user-data"], "nat"));
  }

  /** Starts a greeter on a host. It ends with the network. */
  async greet(host: Host, ...ports: readonly number[]): Promise<void> {
    await this.serve(host, ...NODE, path.join(__dirname, "greeter.ts"), ...ports.map(String));
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
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

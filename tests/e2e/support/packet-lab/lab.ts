import * as fs from "node:fs";
import * as path from "node:path";

import type { Requirements } from "../../../support/namespaces";
import { finished, Lab, NODE, type Run } from "../lab";
import type { ConnectOptions, ConnectResult } from "./client";

export const VPC_CIDR = "10.0.0.0/16";

/** Addresses by the variable of each in `packet-lab.sh`. */
export const ADDRESSES = {
  /** The NAT instance, in a public subnet. */
  NAT: "10.0.0.5",
  /** Two web servers in a private subnet: one namespace, two addresses. */
  WEB: "10.0.1.10",
  WEB_2: "10.0.1.11",
  /** An instance in another private subnet. */
  NEIGHBOUR: "10.0.2.10",
  /** A host of another network that reaches the NAT, as over a peering connection. */
  STRANGER: "192.168.7.10",
  INTERNET: "198.51.100.10",
  /** A host on the internet behind a link with a smaller MTU. */
  FAR: "203.0.113.10",
} as const;

/** The last command loads kernel modules, so that the lab changes nothing later. */
export const REQUIREMENTS: Requirements = {
  what: "packets",
  commands: ["unshare", "nsenter", "mount", "ip", "nft", "ping"],
  files: ["/usr/lib/systemd/systemd-sysctl"],
  probe: `mount -t tmpfs tmpfs /run
ip link add probe type veth peer name other
nft 'table ip probe { chain probe { type nat hook postrouting priority srcnat; ct state new masquerade; }; }'`,
};

/** A host of the network; `fabric` connects them: the VPC's router and the internet. */
export type Host = "nat" | "web" | "neighbour" | "stranger" | "internet" | "fabric";

/** Packets on the NAT's interface: `10.0.1.10 > 198.51.100.10 tcp`. */
export interface Wire {
  readonly toNat: readonly string[];
  readonly fromNat: readonly string[];
}

/** The NAT instance and the hosts that send packets through it. */
export class PacketLab extends Lab<Host> {
  constructor() {
    super(path.join(__dirname, "packet-lab.sh"), ADDRESSES);
  }

  /** Creates the network, with nothing running on the NAT yet. */
  override async open(): Promise<void> {
    await super.open();
    await this.boot();
  }

  /** Reboots the NAT: it loses its memory and keeps its disk. */
  async boot(): Promise<void> {
    await this.callScript("boot");
  }

  /** Runs user data on the NAT as cloud-init does, with fakes of the package manager and systemd. */
  async runUserData(userData: string): Promise<Run> {
    fs.writeFileSync(this.file("/run/user-data"), userData, { mode: 0o700 });
    const PATH = `${path.join(__dirname, "bin")}:${process.env.PATH ?? ""}`;
    return finished(this.enter(["env", `PATH=${PATH}`, "/run/user-data"], "nat"));
  }

  /** Starts a server on a host. It ends with the network. */
  async startServer(host: Host, ...ports: readonly number[]): Promise<void> {
    await this.serve(host, ...NODE, path.join(__dirname, "server.ts"), ...ports.map(String));
  }

  /** Connects to a server, by default once and from any port. */
  async connect(
    host: Host,
    options: Pick<ConnectOptions, "host" | "port" | "from"> & Partial<ConnectOptions>,
  ): Promise<ConnectResult> {
    const argument = JSON.stringify({ count: 1, timeoutSeconds: 30, ...options } satisfies ConnectOptions);
    const { status, output } = await finished(this.enter([...NODE, path.join(__dirname, "client.ts"), argument], host));
    if (status !== 0) throw new Error(`the client failed: ${output}`);
    return JSON.parse(output) as ConnectResult;
  }

  /** The packets on the NAT's interface during an action. */
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

import { once } from "node:events";
import * as path from "node:path";

import { CloudLab, openCloud } from "../cloud-lab";

/** Namespaces by what they are. `FAILING` is another NAT instance. */
export const NAT = "i-nat";
export const FAILING = "i-failing";
export const WEB = "i-web";
export const NEIGHBOR = "i-neighbor";
export const STRANGER = "i-stranger";

export const VPC_CIDR = "10.0.0.0/16";

export const ADDRESSES = {
  NAT: "10.0.0.10",
  /** The NAT's Elastic IP. */
  ELASTIC: "198.18.0.10",
  FAILING: "10.0.0.11",
  /** Two web servers in a private subnet: one namespace, two addresses. */
  WEB: "10.0.128.11",
  WEB_2: "10.0.128.12",
  NEIGHBOR: "10.0.128.13",
  STRANGER: "10.0.1.14",
  /** What the stranger sends from, as a host of another network would that reaches the NAT over a peering connection. */
  PEER: "192.168.7.10",
  /** What the stranger sends from, as a host on the internet would. */
  OUTSIDE: "203.0.113.40",
  INTERNET: "203.0.113.20",
  /** A host on the internet behind a link with a smaller MTU. */
  FAR: "203.0.113.30",
  /** The router, as the internet sees it. */
  INTERNET_ROUTER: "192.0.2.2",
} as const;

/** The VPC blocks nothing, so that the NAT itself must. */
const CLOUD = openCloud([
  { ...{ id: NAT, subnetId: "subnet-public-a", privateAddress: ADDRESSES.NAT }, publicAddress: ADDRESSES.ELASTIC },
  { ...{ id: FAILING, subnetId: "subnet-public-a", privateAddress: ADDRESSES.FAILING }, publicAddress: "198.18.0.11" },
  { id: WEB, subnetId: "subnet-private-a", privateAddress: ADDRESSES.WEB },
  { id: NEIGHBOR, subnetId: "subnet-private-a", privateAddress: ADDRESSES.NEIGHBOR },
  { id: STRANGER, subnetId: "subnet-public-b", privateAddress: ADDRESSES.STRANGER },
]);

/** The kernel of an instance that has just started; a new namespace has this computer's settings. */
const FRESH_KERNEL = `
nft flush ruleset
sysctl -qw net.ipv4.ip_forward=0
for interface in /proc/sys/net/ipv4/conf/*; do
  echo 0 >$interface/rp_filter; echo 1 >$interface/send_redirects; echo 1 >$interface/accept_redirects
done`;

/** Connections to a server, all open at the same time. */
export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** Source addresses; each opens as many connections. */
  readonly from: readonly string[];
  /** Connections from each address. */
  readonly count: number;
  /** Source port of the first connection from each address, counted up for the next; absent: any. */
  readonly firstPort?: number | undefined;
  readonly timeoutSeconds: number;
}

export interface ConnectResult {
  /** From the first connection to the last response. */
  readonly seconds: number;
  /** `address port` that the server sees, once for each connection that carried data both ways. */
  readonly seen: readonly string[];
  /** Number of failed connections by error code. */
  readonly failed: Readonly<Record<string, number>>;
}

/** Packets on the NAT's interface: `10.0.128.11 > 203.0.113.20 tcp`. */
export interface Wire {
  readonly toNat: readonly string[];
  readonly fromNat: readonly string[];
}

/** The NAT instance and the hosts that send packets through it. */
export class PacketLab {
  private constructor(readonly lab: CloudLab) {}

  /** Creates the network, with nothing running on the NAT yet. */
  static async start(): Promise<PacketLab> {
    const lab = await CloudLab.start("nat-instance", CLOUD);
    for (const address of [ADDRESSES.INTERNET, ADDRESSES.FAR]) await lab.network.addInternetAddress(address);
    const packets = new PacketLab(lab);
    await packets.connectHosts();
    // No packet is repeated after the test that it belongs to.
    for (const id of [WEB, NEIGHBOR]) await packets.in(id, "sysctl -qw net.ipv4.tcp_synack_retries=0");
    for (const id of [NAT, FAILING]) await packets.freshKernel(id);
    return packets;
  }

  stop(): Promise<void> {
    return this.lab.stop();
  }

  /** Reboots the NAT: it loses its memory and keeps its volume. */
  async reboot(): Promise<void> {
    await this.lab.powerOff(NAT);
    await this.freshKernel(NAT);
    this.lab.start(NAT);
    await this.lab.booted(NAT);
  }

  /** Starts a server on a host. It ends with the network. */
  async startServer(netns: string, address: string, ...ports: readonly number[]): Promise<void> {
    const command = [process.execPath, path.join(__dirname, "server.js"), address, ...ports.map(String)];
    const server = this.lab.sandbox.spawn(command, { netns, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(server, "exit").then(() => {
      throw new Error(`the server of ${netns} has ended`);
    });
    if (server.stdout !== null) await Promise.race([once(server.stdout, "data"), ended]);
    // It is ended with the network.
    ended.catch(() => undefined);
  }

  /** Connects to a server, by default once and from any port. */
  async connect(
    netns: string,
    options: Pick<ConnectOptions, "host" | "port" | "from"> & Partial<ConnectOptions>,
  ): Promise<ConnectResult> {
    const argument = JSON.stringify({ count: 1, timeoutSeconds: 30, ...options } satisfies ConnectOptions);
    const output = await this.in(netns, `${process.execPath} ${path.join(__dirname, "client.js")} '${argument}'`);
    return JSON.parse(output) as ConnectResult;
  }

  /** Runs a script in a network namespace. */
  in(netns: string, script: string): Promise<string> {
    return this.lab.sandbox.run(script, { netns });
  }

  /** The packets on the NAT's interface during an action. */
  async wire(action: () => Promise<unknown>): Promise<Wire> {
    await this.lab.sandbox.run("nft flush set ip wire to_nat; nft flush set ip wire from_nat");
    await action();
    return { toNat: await this.senders("to_nat"), fromNat: await this.senders("from_nat") };
  }

  /** A setting of the NAT's kernel, by its path below `/proc/sys/net/ipv4`. */
  async setting(name: string, netns = NAT): Promise<string> {
    return (await this.in(netns, `cat /proc/sys/net/ipv4/${name}`)).trim();
  }

  /**
   * What the cloud does not say. The routes of the stranger lead to the NAT, and so, wrongly, does the one from the web servers to
   * their neighbor: the NAT itself must block those.
   */
  private async connectHosts(): Promise<void> {
    const { WEB_2, PEER, OUTSIDE, FAR, NAT: nat } = ADDRESSES;
    const [toNat, toWeb, toStranger] = await Promise.all([NAT, WEB, STRANGER].map((id) => this.interfaceTo(id)));
    await this.lab.sandbox.run(`
      ip -n ${WEB} address add ${WEB_2}/20 dev ens5
      ip route add ${WEB_2}/32 dev ${toWeb}
      for address in ${PEER} ${OUTSIDE}; do ip -n ${STRANGER} address add $address/32 dev lo; done
      ip route add default via ${nat} dev ${toNat} onlink table 100
      ip rule add pref 100 iif ${toStranger} lookup 100
      ip rule add pref 100 iif ${toWeb} to ${ADDRESSES.NEIGHBOR} lookup 100
      ip -n inet address delete ${FAR}/32 dev lo
      ip -n inet route add ${FAR} via 192.0.2.1 mtu lock 1400
      nft -f - <<'END'
      table ip wire {
        set to_nat { type ipv4_addr . ipv4_addr . inet_proto; flags dynamic; size 1024; }
        set from_nat { type ipv4_addr . ipv4_addr . inet_proto; flags dynamic; size 1024; }
        chain out {
          type filter hook postrouting priority filter
          oifname "${toNat}" add @to_nat { ip saddr . ip daddr . ip protocol }
        }
        chain in {
          type filter hook prerouting priority filter
          iifname "${toNat}" add @from_nat { ip saddr . ip daddr . ip protocol }
        }
      }`);
  }

  private async freshKernel(id: string): Promise<void> {
    await this.in(id, FRESH_KERNEL);
  }

  /** The router's interface to a host. */
  private async interfaceTo(id: string): Promise<string> {
    const route = await this.lab.sandbox.run(`ip route show ${this.lab.addressOf(id)}`);
    return /dev (\S+)/.exec(route)?.[1] ?? "";
  }

  private async senders(set: string): Promise<string[]> {
    const listed = JSON.parse(await this.lab.sandbox.run(`nft --json list set ip wire ${set}`)) as {
      nftables: { set?: { elem?: { concat: [string, string, string] }[] } }[];
    };
    return listed.nftables
      .flatMap(({ set: { elem = [] } = {} }) =>
        elem.map(({ concat: [from, to, protocol] }) => `${from} > ${to} ${protocol}`),
      )
      .sort();
  }
}

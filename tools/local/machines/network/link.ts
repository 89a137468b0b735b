import { readCidr } from "../../../../lib/cidr";
import { networkInterfaces, type Cloud, type NetworkInterface } from "../cloud";
import { ruleset as natGatewayRuleset } from "./nat-gateway";
import type { Numbers } from "./numbers";

/** A network interface as Linux has it: a namespace with `ens5`, and a veth pair to the router. */
export interface Link extends NetworkInterface {
  /** The router's end, `r-3`. */
  readonly name: string;
  /** The routing table of the subnet, for what comes from this link. */
  readonly table: number;
  /** Of the router's rule that names the table. */
  readonly priority: number;
  /** Bits of the subnet. */
  readonly prefix: number;
  /** The subnet's first address, which is the router's. */
  readonly gateway: string;
  /** False: nothing gets in or out, as for a stopped instance. */
  readonly isUp: boolean;
  /** The VPC's block if this is a NAT gateway. */
  readonly natGatewayOf: string | undefined;
}

/** Jumbo frames, as inside a VPC. */
const MTU = 9001;

/** Where the numbers of routing tables begin: after those that Linux has. */
const FIRST_TABLE = 1000;

/** Where the rules begin: after Linux's own for the main table, which has the VPC's local route, so that it wins. */
const FIRST_PRIORITY = 40_000;

/** @param down IDs of interfaces that answer nothing although their instance is not stopped */
export function linksOf(cloud: Cloud, numbers: Numbers, down: ReadonlySet<string>): Link[] {
  if (cloud.vpc === undefined) return [];
  const vpc = cloud.vpc.cidr;
  const subnets = new Map(cloud.subnets.map(({ id, cidr }) => [id, cidr]));
  const stopped = new Set(cloud.instances.filter(({ state }) => state === "stopped").map(({ id }) => id));
  return networkInterfaces(cloud).flatMap((networkInterface) => {
    const { id, subnetId, securityGroupIds } = networkInterface;
    const subnet = subnets.get(subnetId);
    // Between two answers of the API an interface may be there without its subnet.
    if (subnet === undefined) return [];
    const number = numbers.of(id);
    return {
      ...networkInterface,
      name: `r-${number}`,
      table: tableOf(subnetId, numbers),
      priority: FIRST_PRIORITY + number,
      ...subnetOf(subnet),
      isUp: !stopped.has(id) && !down.has(id),
      natGatewayOf: securityGroupIds === undefined ? vpc : undefined,
    };
  });
}

/** The routing table of a subnet. */
export function tableOf(subnetId: string, numbers: Numbers): number {
  return FIRST_TABLE + numbers.of(subnetId);
}

/**
 * Creates a link, and first removes what a failed attempt may have left; the namespace stays, since an instance may run in it.
 * No packet passes before the filters know the link.
 */
export function createLink({ id, name, table, priority, prefix, gateway, natGatewayOf, ...link }: Link): string {
  return `
ip -force -batch - <<'END' 2>/dev/null || true
link del ${name}
rule del pref ${priority}
END
[ -e /run/netns/${id} ] || ip netns add ${id}
ip link add ${name} mtu ${MTU} type veth peer name ens5 mtu ${MTU} netns ${id}
echo 0 >/proc/sys/net/ipv4/neigh/${name}/proxy_delay
ip -batch - <<'END'
rule add pref ${priority} iif ${name} lookup ${table}
link set ${name} up
addr add ${gateway}/32 dev ${name}
route replace ${link.privateAddress}/32 dev ${name}
END
ip -n ${id} -batch - <<'END'
link set lo up
addr add ${link.privateAddress}/${prefix} dev ens5
link set ens5 up
route add default via ${gateway}
END
${natGatewayOf === undefined ? "" : natGatewayScript(id, natGatewayOf)}`.trim();
}

/** The link goes first: a process in the namespace would keep both. */
export function removeLink({ id, name, priority }: Link): string {
  return [`link del ${name}`, `rule del pref ${priority}`, `netns del ${id}`]
    .map((it) => `ip ${it} 2>/dev/null || true`)
    .join("\n");
}

function natGatewayScript(id: string, vpc: string): string {
  return `
ip netns exec ${id} sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.ens5.send_redirects=0
ip netns exec ${id} nft -f - <<'END'
${natGatewayRuleset(vpc)}
END`.trim();
}

function subnetOf(text: string): { prefix: number; gateway: string } {
  const reading = readCidr(text);
  if ("problem" in reading) throw new Error(`the subnet ${text} ${reading.problem}`);
  const { first, prefix } = reading.cidr;
  return { prefix, gateway: [24, 16, 8, 0].map((bits) => ((first + 1) >>> bits) & 255).join(".") };
}

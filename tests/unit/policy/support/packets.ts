/*
 * A naive network: one packet at a time, hop by hop, with addresses given out to everything. It shares nothing with the
 * analysis that it is compared with, and works from the spec, not from the graph.
 */
import { VPC_RANGES, type NetworkSpec, type PeerSpec, type RuleSpec, type TargetSpec } from "./network-spec";

/** What is sent: to a port, or an ICMP message of a type and code. */
export interface Content {
  readonly protocol: "tcp" | "udp" | "icmp" | "gre";
  readonly port?: number;
  readonly type?: number;
  readonly code?: number;
}

/** A machine, a node of a load balancer, or a NAT gateway, with its addresses. */
export interface Host {
  readonly name: string;
  readonly subnet: number;
  readonly address: string;
  /** Whom the internet knows it as. */
  readonly publicAddress: string | undefined;
  readonly groups: readonly number[];
  /** What it does with packets that are not for it. */
  readonly sendsOn: "nothing" | "machine" | "gateway";
  /** Ports at which something listens; undefined: at any, and for any protocol. */
  readonly listens: readonly number[] | undefined;
  /** Has no security groups. */
  readonly unguarded: boolean;
}

/** Everything with an address. */
export interface World {
  readonly spec: NetworkSpec;
  readonly hosts: readonly Host[];
  readonly s3Address: string;
}

/** Lengths of prefixes: of the VPCs' ranges, and of S3's in its list. */
const VPC_LENGTH = 16;
const S3_LENGTH = 20;

/** Whoever answers. */
export type Answerer = Host | "s3" | "somebody outside";

/** Who answers when a host opens a connection to an address; undefined: nobody. */
export function connect(world: World, from: Host, to: string, content: Content): Answerer | undefined {
  return guards(world, from, "out", to, content) ? hop(world, from, to, content, 0) : undefined;
}

/** What happens to a packet that has left its holder; after so many hops it is given up. */
function hop(world: World, holder: Host, to: string, content: Content, hops: number): Answerer | undefined {
  if (hops > 6) return undefined;
  const way = lookUp(world, holder.subnet, to);
  if (way === "s3") return answersS3(content) ? "s3" : undefined;
  if (way === "vpc") {
    const receiver = world.hosts.find(({ address }) => address === to);
    if (receiver === undefined || !accepts(world, receiver, holder.address, content)) return undefined;
    return lookUp(world, receiver.subnet, holder.address) === "vpc" ? receiver : undefined;
  }
  if (way === "internet") {
    const { publicAddress } = holder;
    // The internet trafficIncludes no private addresses.
    if (publicAddress === undefined || inside(to, "10.0.0.0/8")) return undefined;
    if (to === world.s3Address) return answersS3(content) ? "s3" : undefined;
    const isOurs = world.hosts.some((host) => host.publicAddress === to);
    return isOurs ? enter(world, publicAddress, to, content) : "somebody outside";
  }
  if (way === undefined) return undefined;
  const relay = relayOf(world, way);
  if (relay === holder || relay.sendsOn === "nothing" || inside(to, vpcRange(world, relay.subnet))) return undefined;
  if (relay.sendsOn === "gateway" && content.protocol === "gre") return undefined;
  if (!guards(world, relay, "in", holder.address, content)) return undefined;
  // The answer, at the relay, is for the holder's address.
  if (lookUp(world, relay.subnet, holder.address) !== "vpc") return undefined;
  if (!guards(world, relay, "out", to, content)) return undefined;
  return hop(world, relay, to, content, hops + 1);
}

/** Which host answers when somebody on the internet opens a connection to an address; undefined: none. */
export function enter(world: World, from: string, to: string, content: Content): Host | undefined {
  const receiver = world.hosts.find(({ publicAddress }) => publicAddress === to);
  if (receiver === undefined || !accepts(world, receiver, from, content)) return undefined;
  return lookUp(world, receiver.subnet, from) === "internet" ? receiver : undefined;
}

/** Who stands where a route leads. */
function relayOf({ hosts }: World, target: Exclude<TargetSpec, "internet">): Host {
  const name = "machine" in target ? `machine-${target.machine}` : `nat-${target.natGateway}`;
  const relay = hosts.find((host) => host.name === name);
  if (relay === undefined) throw new Error(`nobody is called ${name}`);
  return relay;
}

/** Where a subnet's table leads: the longest prefix counts, and of equals the VPC's own. */
function lookUp(world: World, subnet: number, to: string): "vpc" | "s3" | TargetSpec | undefined {
  const { spec, s3Address } = world;
  const { table } = spec.subnets[subnet]!;
  const { routes, leadsToS3 } = table === undefined ? { routes: [], leadsToS3: false } : spec.tables[table]!;
  const all: { readonly length: number; readonly way: "vpc" | "s3" | TargetSpec }[] = [];
  if (inside(to, vpcRange(world, subnet))) all.push({ length: VPC_LENGTH, way: "vpc" });
  if (leadsToS3 && to === s3Address) all.push({ length: S3_LENGTH, way: "s3" });
  for (const { range, to: way } of routes) {
    if (inside(to, range)) all.push({ length: Number(range.split("/")[1]), way });
  }
  const longest = Math.max(...all.map(({ length }) => length));
  return all.find(({ length }) => length === longest)?.way;
}

function vpcRange({ spec }: World, subnet: number): string {
  return VPC_RANGES[spec.subnets[subnet]!.vpc]!;
}

function accepts(world: World, receiver: Host, from: string, content: Content): boolean {
  if (receiver.sendsOn === "gateway") return false;
  if (!guards(world, receiver, "in", from, content)) return false;
  const { listens } = receiver;
  return listens === undefined || (content.protocol === "tcp" && listens.includes(content.port ?? -1));
}

/** Whether a host's security groups let a packet pass. */
function guards(
  { spec, hosts, s3Address }: World,
  host: Host,
  way: "in" | "out",
  other: string,
  content: Content,
): boolean {
  if (host.unguarded) return true;
  const matches = (peer: PeerSpec): boolean => {
    if ("range" in peer) return inside(other, peer.range);
    if ("ipv6" in peer) return peer.ipv6 === "::/0";
    if ("s3" in peer) return other === s3Address;
    return hosts.some(({ address, groups }) => address === other && groups.includes(peer.group));
  };
  return host.groups.some((group) =>
    spec.groups[group]![way].some((rule) => speaksOf(rule, content) && matches(rule.peer)),
  );
}

function speaksOf({ protocol, ports }: RuleSpec, content: Content): boolean {
  if (protocol === "-1") return true;
  if (protocol === "47") return content.protocol === "gre";
  if (protocol !== content.protocol || ports === undefined) return false;
  const [first, last] = ports;
  if (protocol === "icmp") return first === -1 || (content.type === first && (last === -1 || content.code === last));
  return first <= (content.port ?? -1) && (content.port ?? -1) <= last;
}

function answersS3({ protocol, port }: Content): boolean {
  return protocol === "tcp" && (port === 80 || port === 443);
}

const KNOWN = new Map<string, boolean>();

/** Bit by bit, without any arithmetic that the analysis uses; answers are kept, since the same few are asked often. */
function inside(address: string, range: string): boolean {
  const key = `${address} ${range}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const [network = "", length = ""] = range.split("/");
  const answer = bits(address).slice(0, Number(length)) === bits(network).slice(0, Number(length));
  KNOWN.set(key, answer);
  return answer;
}

function bits(address: string): string {
  const parts = address.split(".").map((part) => Number(part).toString(2).padStart(8, "0"));
  return parts.join("");
}

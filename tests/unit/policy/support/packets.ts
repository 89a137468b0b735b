/*
 * A naive network: one packet at a time, hop by hop, with an address for every host. It shares no code with the analysis
 * that it is compared with, and reads the spec, not the graph.
 */
import { VPC_RANGES, type NetworkSpec, type PeerSpec, type RuleSpec, type TargetSpec } from "./network-spec";

/** A packet: to a port, or an ICMP message of a type and code. */
export interface Content {
  readonly protocol: "tcp" | "udp" | "icmp" | "gre";
  readonly port?: number;
  readonly type?: number;
  readonly code?: number;
}

/** An instance, a load balancer or a NAT gateway at one address. */
export interface Host {
  readonly name: string;
  readonly subnet: number;
  readonly address: string;
  readonly publicAddress: string | undefined;
  readonly groups: readonly number[];
  /** How it forwards packets for other hosts. */
  readonly forwardsAs: "nothing" | "instance" | "gateway";
  /** Open ports; undefined: all, for any protocol. */
  readonly listens: readonly number[] | undefined;
  readonly hasNoSecurityGroups: boolean;
}

export interface PacketContext {
  readonly spec: NetworkSpec;
  readonly hosts: readonly Host[];
  readonly s3Address: string;
}

/** Prefix lengths of the VPCs, and of S3's range in its prefix list. */
const VPC_LENGTH = 16;
const S3_LENGTH = 20;

export type Responder = Host | "s3" | "external host";

/** Which host responds to a connection from a host; undefined: none. */
export function connect(context: PacketContext, from: Host, to: string, content: Content): Responder | undefined {
  return securityGroupsAllow(context, from, "out", to, content) ? hop(context, from, to, content, 0) : undefined;
}

/** Routes a packet that has left its holder; after 6 hops it is dropped. */
function hop(context: PacketContext, holder: Host, to: string, content: Content, hops: number): Responder | undefined {
  if (hops > 6) return undefined;
  const target = routeOf(context, holder.subnet, to);
  if (target === "s3") return s3Accepts(content) ? "s3" : undefined;
  if (target === "vpc") {
    const receiver = context.hosts.find(({ address }) => address === to);
    if (receiver === undefined || !accepts(context, receiver, holder.address, content)) return undefined;
    return routeOf(context, receiver.subnet, holder.address) === "vpc" ? receiver : undefined;
  }
  if (target === "internet") {
    const { publicAddress } = holder;
    // The internet routes no private addresses.
    if (publicAddress === undefined || isInRange(to, "10.0.0.0/8")) return undefined;
    if (to === context.s3Address) return s3Accepts(content) ? "s3" : undefined;
    const isOurs = context.hosts.some((host) => host.publicAddress === to);
    return isOurs ? enter(context, publicAddress, to, content) : "external host";
  }
  if (target === undefined) return undefined;
  const nat = natAt(context, target);
  if (nat === holder || nat.forwardsAs === "nothing" || isInRange(to, vpcRange(context, nat.subnet))) return undefined;
  if (nat.forwardsAs === "gateway" && content.protocol === "gre") return undefined;
  if (!securityGroupsAllow(context, nat, "in", holder.address, content)) return undefined;
  // Return traffic, at the NAT, is for the holder's address.
  if (routeOf(context, nat.subnet, holder.address) !== "vpc") return undefined;
  if (!securityGroupsAllow(context, nat, "out", to, content)) return undefined;
  return hop(context, nat, to, content, hops + 1);
}

/** Which host responds to a connection from the internet; undefined: none. */
export function enter(context: PacketContext, from: string, to: string, content: Content): Host | undefined {
  const receiver = context.hosts.find(({ publicAddress }) => publicAddress === to);
  if (receiver === undefined || !accepts(context, receiver, from, content)) return undefined;
  return routeOf(context, receiver.subnet, from) === "internet" ? receiver : undefined;
}

function natAt({ hosts }: PacketContext, target: Exclude<TargetSpec, "internet">): Host {
  const name = "instance" in target ? `instance-${target.instance}` : `nat-${target.natGateway}`;
  const nat = hosts.find((host) => host.name === name);
  if (nat === undefined) throw new Error(`no host is called ${name}`);
  return nat;
}

/** The target in a subnet's table: the longest prefix wins, and among equals the local route. */
function routeOf(context: PacketContext, subnet: number, to: string): "vpc" | "s3" | TargetSpec | undefined {
  const { spec, s3Address } = context;
  const { table } = spec.subnets[subnet]!;
  const { routes, hasS3Endpoint } = table === undefined ? { routes: [], hasS3Endpoint: false } : spec.tables[table]!;
  const all: { readonly length: number; readonly target: "vpc" | "s3" | TargetSpec }[] = [];
  if (isInRange(to, vpcRange(context, subnet))) all.push({ length: VPC_LENGTH, target: "vpc" });
  if (hasS3Endpoint && to === s3Address) all.push({ length: S3_LENGTH, target: "s3" });
  for (const { range, to: target } of routes) {
    if (isInRange(to, range)) all.push({ length: Number(range.split("/")[1]), target });
  }
  const longest = Math.max(...all.map(({ length }) => length));
  return all.find(({ length }) => length === longest)?.target;
}

const vpcRange = ({ spec }: PacketContext, subnet: number): string => VPC_RANGES[spec.subnets[subnet]!.vpc]!;

function accepts(context: PacketContext, receiver: Host, from: string, content: Content): boolean {
  if (receiver.forwardsAs === "gateway") return false;
  if (!securityGroupsAllow(context, receiver, "in", from, content)) return false;
  const { listens } = receiver;
  return listens === undefined || (content.protocol === "tcp" && listens.includes(content.port ?? -1));
}

function securityGroupsAllow(
  { spec, hosts, s3Address }: PacketContext,
  host: Host,
  direction: "in" | "out",
  other: string,
  content: Content,
): boolean {
  if (host.hasNoSecurityGroups) return true;
  const matches = (peer: PeerSpec): boolean => {
    if ("range" in peer) return isInRange(other, peer.range);
    if ("ipv6" in peer) return peer.ipv6 === "::/0";
    if ("s3" in peer) return other === s3Address;
    return hosts.some(({ address, groups }) => address === other && groups.includes(peer.group));
  };
  return host.groups.some((group) =>
    spec.groups[group]![direction].some((rule) => matchesTraffic(rule, content) && matches(rule.peer)),
  );
}

function matchesTraffic({ protocol, ports }: RuleSpec, content: Content): boolean {
  if (protocol === "-1") return true;
  if (protocol === "47") return content.protocol === "gre";
  if (protocol !== content.protocol || ports === undefined) return false;
  const [first, last] = ports;
  if (protocol === "icmp") return first === -1 || (content.type === first && (last === -1 || content.code === last));
  return first <= (content.port ?? -1) && (content.port ?? -1) <= last;
}

const s3Accepts = ({ protocol, port }: Content): boolean => protocol === "tcp" && (port === 80 || port === 443);

const KNOWN = new Map<string, boolean>();

/** Compares bits, unlike the analysis; results are cached, because the same few are needed often. */
function isInRange(address: string, range: string): boolean {
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

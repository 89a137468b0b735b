import { contains, intersect, sizeOf, subtract, unionOf, type Interval, type Intervals } from "./intervals";

/** What security groups distinguish; `other` is every protocol without ports, by its number. */
type Protocol = "tcp" | "udp" | "icmp" | "other";

/** A set of packets. Numbers are ports for TCP and UDP, 256 × type + code for ICMP, IANA's protocol number for others. */
export type Traffic = Readonly<Record<Protocol, Intervals>>;

const PROTOCOLS: readonly Protocol[] = ["tcp", "udp", "icmp", "other"];

const WORD: Interval = { first: 0, last: 65_535 };
const CODES = 256;

/** https://www.iana.org/assignments/protocol-numbers */
const NUMBERED: Readonly<Record<string, Protocol>> = { "1": "icmp", "6": "tcp", "17": "udp" };

/** ICMP for IPv6: one of the others, since there is no IPv6. */
const ICMP_V6 = 58;

const NO_TRAFFIC: Traffic = { tcp: [], udp: [], icmp: [], other: [] };

export const ALL_TRAFFIC: Traffic = {
  tcp: [WORD],
  udp: [WORD],
  icmp: [WORD],
  other: subtract(
    [{ first: 0, last: 255 }],
    unionOf(Object.keys(NUMBERED).map((number) => ({ first: Number(number), last: Number(number) }))),
  ),
};

export function allOf(...protocols: readonly Protocol[]): Traffic {
  return perProtocol((protocol) => (protocols.includes(protocol) ? ALL_TRAFFIC[protocol] : []));
}

export function tcp(...ports: readonly number[]): Traffic {
  return { ...NO_TRAFFIC, tcp: unionOf(ports.map((port) => ({ first: port, last: port }))) };
}

export function intersectTraffic(a: Traffic, b: Traffic): Traffic {
  // Most hops begin with all traffic: worth a shortcut.
  if (a === ALL_TRAFFIC) return b;
  return perProtocol((protocol) => intersect(a[protocol], b[protocol]));
}

export function subtractTraffic(a: Traffic, b: Traffic): Traffic {
  return perProtocol((protocol) => subtract(a[protocol], b[protocol]));
}

export function unionTraffic(all: readonly Traffic[]): Traffic {
  return perProtocol((protocol) => unionOf(all.flatMap((traffic) => traffic[protocol])));
}

export function isEmptyTraffic(traffic: Traffic): boolean {
  return PROTOCOLS.every((protocol) => traffic[protocol].length === 0);
}

export function trafficIncludes(traffic: Traffic, protocol: Protocol, number: number): boolean {
  return traffic[protocol].some((interval) => contains(interval, number));
}

/** The number of an ICMP message in {@link Traffic}. */
export function icmpNumber(type: number, code: number): number {
  return CODES * type + code;
}

/**
 * Parses protocol and ports of a security group rule, as EC2 does:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 * @param from first port, or ICMP type; -1 for all
 * @param to last port, or ICMP code; -1 for all
 * @returns undefined if they are invalid
 */
export function parseTraffic(
  ipProtocol: string,
  from: number | undefined,
  to: number | undefined,
): Traffic | undefined {
  const name = ipProtocol.toLowerCase();
  if (name === "-1" || name === "all") return ALL_TRAFFIC;
  const protocol = NUMBERED[name] ?? name;
  if (protocol === "tcp" || protocol === "udp" || protocol === "icmp") {
    if (from === -1) return allOf(protocol);
    const interval = protocol === "icmp" ? icmpInterval(from, to) : portInterval(from, to);
    return interval === undefined ? undefined : { ...NO_TRAFFIC, [protocol]: [interval] };
  }
  const number = name === "icmpv6" ? ICMP_V6 : /^\d+$/.test(name) ? Number(name) : Number.NaN;
  if (!trafficIncludes(ALL_TRAFFIC, "other", number)) return undefined;
  return { ...NO_TRAFFIC, other: [{ first: number, last: number }] };
}

function portInterval(from: number | undefined, to: number | undefined): Interval | undefined {
  if (from === undefined || to === undefined) return undefined;
  return contains(WORD, from) && contains(WORD, to) && from <= to ? { first: from, last: to } : undefined;
}

function icmpInterval(type: number | undefined, code: number | undefined): Interval | undefined {
  if (type === undefined || code === undefined) return undefined;
  const [types, codes] = [
    { first: 0, last: CODES - 1 },
    { first: -1, last: CODES - 1 },
  ];
  if (!contains(types, type) || !contains(codes, code)) return undefined;
  if (code === -1) return { first: icmpNumber(type, 0), last: icmpNumber(type, CODES - 1) };
  return { first: icmpNumber(type, code), last: icmpNumber(type, code) };
}

function perProtocol(intervals: (protocol: Protocol) => Intervals): Traffic {
  return { tcp: intervals("tcp"), udp: intervals("udp"), icmp: intervals("icmp"), other: intervals("other") };
}

/** `tcp 80, 443 and ping`, `all traffic`, `nothing` */
export function describeTraffic(traffic: Traffic): string {
  if (PROTOCOLS.every((protocol) => isWhole(protocol, traffic))) return "all traffic";
  const parts = PROTOCOLS.filter((protocol) => traffic[protocol].length > 0).map((protocol) =>
    describeProtocol(protocol, traffic),
  );
  const last = parts.at(-1) ?? "nothing";
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${last}` : last;
}

function isWhole(protocol: Protocol, traffic: Traffic): boolean {
  return sizeOf(traffic[protocol]) === sizeOf(ALL_TRAFFIC[protocol]);
}

function describeProtocol(protocol: Protocol, traffic: Traffic): string {
  if (isWhole(protocol, traffic)) return protocol === "other" ? "other protocols" : protocol;
  if (protocol === "icmp") return describeIcmp(traffic.icmp);
  return `${protocol === "other" ? "protocol" : protocol} ${traffic[protocol].map(describeInterval).join(", ")}`;
}

const describeInterval = ({ first, last }: Interval): string => (first === last ? String(first) : `${first}-${last}`);

/** `ping`, `icmp 3/4` (type and code), `icmp 8/1-255`, `icmp type 3` (all its codes), `icmp types 0-7` */
function describeIcmp(intervals: Intervals): string {
  return intervals
    .flatMap(splitByType)
    .map(({ first, last }) => {
      const [type, lastType] = [Math.floor(first / CODES), Math.floor(last / CODES)];
      if (first === icmpNumber(8, 0) && last === first) return "ping";
      if (type !== lastType) return `icmp types ${type}-${lastType}`;
      if (last - first === CODES - 1) return `icmp type ${type}`;
      return `icmp ${type}/${describeInterval({ first: first % CODES, last: last % CODES })}`;
    })
    .join(", ");
}

/** Splits an interval into whole types and codes of a single type. */
function splitByType({ first, last }: Interval): Interval[] {
  const firstWhole = Math.ceil(first / CODES) * CODES;
  const afterWhole = Math.floor((last + 1) / CODES) * CODES;
  // No whole type: codes of one type, or the end of one type and the beginning of the next.
  const cuts = firstWhole < afterWhole ? [firstWhole, afterWhole] : [Math.floor(last / CODES) * CODES];
  const starts = [first, ...cuts.filter((cut) => first < cut && cut <= last)];
  return starts.map((start, index) => ({ first: start, last: (starts[index + 1] ?? last + 1) - 1 }));
}

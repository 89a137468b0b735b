import { intersect, isIn, spansOf, subtract, type Span, type Spans } from "./spans";

/** What security groups tell apart; `other` is every protocol without ports, by its number. */
export type Protocol = "tcp" | "udp" | "icmp" | "other";

/**
 * A set of kinds of packets. The numbers are ports for TCP and UDP, 256 × type + code for ICMP,
 * and IANA's protocol number for others.
 */
export type Traffic = Readonly<Record<Protocol, Spans>>;

export const PROTOCOLS: readonly Protocol[] = ["tcp", "udp", "icmp", "other"];

const WORD: Span = { first: 0, last: 65_535 };
const CODES = 256;

/** Protocol numbers of ICMP, TCP and UDP: https://www.iana.org/assignments/protocol-numbers */
const NUMBERED: Readonly<Record<string, Protocol>> = { "1": "icmp", "6": "tcp", "17": "udp" };

/** ICMP for IPv6: one of the others, since there is no IPv6. */
const ICMP_V6 = 58;

export const NOTHING: Traffic = { tcp: [], udp: [], icmp: [], other: [] };

/** Every packet there is. */
export const EVERYTHING: Traffic = {
  tcp: [WORD],
  udp: [WORD],
  icmp: [WORD],
  other: subtract(
    [{ first: 0, last: 255 }],
    spansOf(Object.keys(NUMBERED).map((number) => ({ first: Number(number), last: Number(number) }))),
  ),
};

/** Every packet of some protocols. */
export function allOf(...protocols: readonly Protocol[]): Traffic {
  return perProtocol((protocol) => (protocols.includes(protocol) ? EVERYTHING[protocol] : []));
}

/** TCP to the given ports. */
export function tcp(...ports: readonly number[]): Traffic {
  return { ...NOTHING, tcp: spansOf(ports.map((port) => ({ first: port, last: port }))) };
}

/** What both let through. */
export function common(a: Traffic, b: Traffic): Traffic {
  // Most ways begin with everything: worth a short cut.
  if (a === EVERYTHING) return b;
  return perProtocol((protocol) => intersect(a[protocol], b[protocol]));
}

/** What is left of the first without the second. */
export function except(a: Traffic, b: Traffic): Traffic {
  return perProtocol((protocol) => subtract(a[protocol], b[protocol]));
}

/** What any lets through. */
export function together(all: readonly Traffic[]): Traffic {
  return perProtocol((protocol) => spansOf(all.flatMap((traffic) => traffic[protocol])));
}

/** Whether nothing is in the set. */
export function isNothing(traffic: Traffic): boolean {
  return traffic.tcp.length + traffic.udp.length + traffic.icmp.length + traffic.other.length === 0;
}

/** Whether a packet is in the set. */
export function carries(traffic: Traffic, protocol: Protocol, number: number): boolean {
  return traffic[protocol].some((span) => isIn(number, span));
}

/** The number by which {@link Traffic} knows an ICMP message. */
export function icmpNumber(type: number, code: number): number {
  return CODES * type + code;
}

/**
 * Reads protocol and ports of a security group rule, as EC2 does.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 *
 * @param from first port, or ICMP type; -1 for all
 * @param to last port, or ICMP code; -1 for all
 * @returns undefined when it makes no sense
 */
export function readTraffic(ipProtocol: string, from: number | undefined, to: number | undefined): Traffic | undefined {
  const name = ipProtocol.toLowerCase();
  if (name === "-1" || name === "all") return EVERYTHING;
  const protocol = NUMBERED[name] ?? name;
  if (protocol === "tcp" || protocol === "udp" || protocol === "icmp") {
    if (from === -1) return allOf(protocol);
    const span = protocol === "icmp" ? icmpSpan(from, to) : portSpan(from, to);
    return span === undefined ? undefined : { ...NOTHING, [protocol]: [span] };
  }
  const number = name === "icmpv6" ? ICMP_V6 : /^\d+$/.test(name) ? Number(name) : Number.NaN;
  return carries(EVERYTHING, "other", number) ? { ...NOTHING, other: [{ first: number, last: number }] } : undefined;
}

function portSpan(from: number | undefined, to: number | undefined): Span | undefined {
  if (from === undefined || to === undefined) return undefined;
  return isIn(from, WORD) && isIn(to, WORD) && from <= to ? { first: from, last: to } : undefined;
}

function icmpSpan(type: number | undefined, code: number | undefined): Span | undefined {
  if (type === undefined || code === undefined) return undefined;
  if (!isIn(type, { first: 0, last: CODES - 1 }) || !isIn(code, { first: -1, last: CODES - 1 })) return undefined;
  if (code === -1) return { first: icmpNumber(type, 0), last: icmpNumber(type, CODES - 1) };
  return { first: icmpNumber(type, code), last: icmpNumber(type, code) };
}

function perProtocol(spans: (protocol: Protocol) => Spans): Traffic {
  return { tcp: spans("tcp"), udp: spans("udp"), icmp: spans("icmp"), other: spans("other") };
}

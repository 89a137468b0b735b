import ipaddr from "ipaddr.js";

import { readCidr, type Cidr } from "../../../lib/cidr";
import { intersect, sizeOf, spansOf, subtract, type Span, type Spans } from "./spans";

/** Every IPv4 address. */
export const WORLD: Cidr = known("0.0.0.0/0");

/**
 * Addresses at which nobody on the internet is, since it does not carry them: this network, private (RFC 1918), carriers'
 * shared, loopback, link-local, multicast, reserved.
 *
 * https://www.iana.org/assignments/iana-ipv4-special-registry (ranges for examples count as public: tests use them)
 */
const UNROUTED: Spans = spansOf(
  [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/4",
    "240.0.0.0/4",
  ].map(known),
);

/** Where everybody on the internet is. */
export const PUBLIC: Spans = subtract([WORLD], UNROUTED);

/** An IPv6 prefix shorter than this is more than one provider has: whoever writes it means everybody. */
const ONE_PROVIDER = 32;

/** Reads an IPv4 range; bits behind its prefix are cut off, as EC2 does. Undefined when it is none. */
export function readRange(text: string): Cidr | undefined {
  const reading = readCidr(text);
  if ("cidr" in reading) return reading.cidr;
  const { suggestion } = reading;
  return suggestion === undefined || !text.includes("/") ? undefined : known(suggestion);
}

/**
 * What an IPv6 range means to a network without IPv6: everybody, when it is so wide that it would be open to everybody
 * on the day on which the network gets IPv6, and otherwise nobody. Undefined when it is no IPv6 range.
 */
export function readIpv6Range(text: string): "everybody" | "nobody" | undefined {
  if (!ipaddr.IPv6.isValidCIDR(text)) return undefined;
  const [, prefix] = ipaddr.IPv6.parseCIDR(text);
  return prefix < ONE_PROVIDER ? "everybody" : "nobody";
}

/** Reads an IPv4 address as a number. Undefined when it is none. */
export function readAddress(text: string): number | undefined {
  return readRange(`${text}/32`)?.first;
}

/** Addresses of which each is in the same ranges as the others. */
export interface AddressClass {
  /** The narrowest range around them; undefined: they are in none. */
  readonly range: Cidr | undefined;
  readonly spans: Spans;
}

/**
 * Sorts addresses into classes by the ranges that they are in. Two ranges never cross: one is within the other, or they
 * have nothing in common. So the narrowest range around an address tells all the others.
 */
export function classesOf(addresses: Spans, ranges: readonly Cidr[]): AddressClass[] {
  const byText = new Map(ranges.map((range) => [range.text, range]));
  // The narrowest take their addresses first.
  const narrowestFirst = [...byText.values()].sort((a, b) => b.prefix - a.prefix || a.first - b.first);
  let left = addresses;
  const classes: AddressClass[] = [];
  for (const range of narrowestFirst) {
    classes.push({ range, spans: intersect(left, [range]) });
    left = subtract(left, [range]);
  }
  return [...classes, { range: undefined, spans: left }].filter(({ spans }) => sizeOf(spans) > 0);
}

/** The addresses of a subnet that EC2 gives to machines: it keeps the first four and the last. */
export function usable({ first, last }: Span): Span {
  return { first: first + 4, last: last - 1 };
}

function known(text: string): Cidr {
  const reading = readCidr(text);
  if ("problem" in reading) throw new Error(`${text} ${reading.problem}`);
  return reading.cidr;
}

import ipaddr from "ipaddr.js";
import { readCidr, type Cidr } from "../../lib/cidr";
import { intersect, sizeOf, subtract, unionOf, type Interval, type Intervals } from "./intervals";

export const WORLD: Cidr = valid("0.0.0.0/0");

/**
 * Addresses that the internet does not route: https://www.iana.org/assignments/iana-ipv4-special-registry
 * Ranges reserved for documentation count as public, because tests use them.
 */
const UNROUTED: Intervals = unionOf(
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
  ].map(valid),
);

export const PUBLIC: Intervals = subtract([WORLD], UNROUTED);

/** A shorter IPv6 prefix covers more than one provider, so it is meant for the whole internet. */
const IPV6_PROVIDER_PREFIX = 32;

/** Parses an IPv4 range and clears its host bits, as EC2 does. Undefined if it is invalid. */
export function parseRange(text: string): Cidr | undefined {
  const reading = readCidr(text);
  if ("cidr" in reading) return reading.cidr;
  const { suggestion } = reading;
  return suggestion === undefined || !text.includes("/") ? undefined : valid(suggestion);
}

/**
 * What an IPv6 range matches in a network without IPv6: `everything` if it is so wide that it would open the network to
 * the internet as soon as that gets IPv6, and otherwise `nothing`. Undefined if it is invalid.
 */
export function parseIpv6Range(text: string): "everything" | "nothing" | undefined {
  if (!ipaddr.IPv6.isValidCIDR(text)) return undefined;
  const [, prefix] = ipaddr.IPv6.parseCIDR(text);
  return prefix < IPV6_PROVIDER_PREFIX ? "everything" : "nothing";
}

export function parseAddress(text: string): number | undefined {
  return parseRange(`${text}/32`)?.first;
}

/** Addresses that are in exactly the same ranges. */
export interface AddressClass {
  /** The narrowest of the ranges; undefined if there is none. */
  readonly range: Cidr | undefined;
  readonly intervals: Intervals;
}

/**
 * Groups addresses by the ranges that contain them. Two CIDR ranges are either nested or disjoint, so the narrowest
 * range around an address determines all the others.
 */
export function classifyAddresses(addresses: Intervals, ranges: readonly Cidr[]): AddressClass[] {
  const byText = new Map(ranges.map((range) => [range.text, range]));
  const narrowestFirst = [...byText.values()].sort((a, b) => b.prefix - a.prefix || a.first - b.first);
  let rest = addresses;
  const classes: AddressClass[] = [];
  for (const range of narrowestFirst) {
    classes.push({ range, intervals: intersect(rest, [range]) });
    rest = subtract(rest, [range]);
  }
  return [...classes, { range: undefined, intervals: rest }].filter(({ intervals }) => sizeOf(intervals) > 0);
}

/** The addresses of a subnet that EC2 assigns: it reserves the first four and the last. */
export function assignableAddresses({ first, last }: Interval): Interval {
  return { first: first + 4, last: last - 1 };
}

function valid(text: string): Cidr {
  const reading = readCidr(text);
  if ("problem" in reading) throw new Error(`${text} ${reading.problem}`);
  return reading.cidr;
}

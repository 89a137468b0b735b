import ipaddr from "ipaddr.js";

/** An IPv4 range without host bits. */
export interface Cidr {
  /** As written: `10.0.0.0/16`. */
  readonly text: string;
  readonly prefix: number;
  readonly first: number;
  readonly last: number;
}

/** A range, or what keeps a text from being one, with the text that was probably meant. */
export type CidrReading = { readonly cidr: Cidr } | { readonly problem: string; readonly suggestion?: string };

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(known);
const SHARED = known("100.64.0.0/10");

/** Reads an IPv4 range in CIDR notation: four decimal parts, a prefix, no host bits. */
export function readCidr(text: string): CidrReading {
  if (text.includes(":")) return { problem: "is IPv6, and the VPC has none" };
  // Only texts without a slash are tested: the library throws in every failed test.
  if (!text.includes("/") && ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return { problem: "is an address, not a range", suggestion: `${text}/32` };
  }
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return { problem: "is not an IPv4 range" };
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  // A part such as 010 is octal to some programs and decimal to others.
  if (`${address.toString()}/${prefix}` !== text) return { problem: "is not an IPv4 range" };
  const network = `${ipaddr.IPv4.networkAddressFromCIDR(text).toString()}/${prefix}`;
  if (network !== text) return { problem: "has host bits set", suggestion: network };
  const first = toNumber(address);
  return { cidr: { text, prefix, first, last: first + 2 ** (32 - prefix) - 1 } };
}

/** True when every address of `inner` is in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** True for a range wholly in the private address space of RFC 1918. */
export function isPrivate(cidr: Cidr): boolean {
  return PRIVATE.some((space) => contains(space, cidr));
}

/** True for a range that the internet does not route: RFC 1918, or carriers' shared space (RFC 6598). */
export function isUnrouted(cidr: Cidr): boolean {
  return isPrivate(cidr) || contains(SHARED, cidr);
}

function toNumber(address: ipaddr.IPv4): number {
  return address.octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function known(text: string): Cidr {
  const reading = readCidr(text);
  if ("problem" in reading) throw new Error(`${text} ${reading.problem}`);
  return reading.cidr;
}

import ipaddr from "ipaddr.js";

import { readCidr, type Cidr } from "../../lib/cidr";

/** Parses an IPv4 CIDR block, with or without host bits. */
export function cidrOf(text: string): Cidr | undefined {
  const reading = readCidr(canonical(text));
  return "cidr" in reading ? reading.cidr : undefined;
}

/** The same block without host bits; other text stays as it is. */
export function canonical(text: string): string {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return text;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  const isPlain = `${address.toString()}/${prefix}` === text;
  return isPlain ? `${ipaddr.IPv4.networkAddressFromCIDR(text).toString()}/${prefix}` : text;
}

import ipaddr from "ipaddr.js";

import type { GraphResource } from "../graph";

/** A public range wider than this is more than an office or a provider's customer has. */
export const NARROW = { ipv4: 24, ipv6: 48 };

/** Whether a security group rule speaks of more of the internet than {@link NARROW}; private ranges are none of it. */
export function isWide(rule: GraphResource): boolean {
  return rangesOf(rule).some(({ text, narrow }) => {
    // What cannot be read is taken for the worst.
    if (!ipaddr.isValidCIDR(text)) return true;
    return ipaddr.parseCIDR(text)[1] < narrow && !isPrivate(text);
  });
}

/** Whether a security group rule speaks of any of the internet. */
export function isPublic(rule: GraphResource): boolean {
  return rangesOf(rule).some(({ text }) => !ipaddr.isValidCIDR(text) || !isPrivate(text));
}

/** Whether a range lies within another; both are valid. */
export function isWithin(inner: string, outer: string): boolean {
  const [[first, prefix], [start, width]] = [ipaddr.parseCIDR(inner), ipaddr.parseCIDR(outer)];
  return first.kind() === start.kind() && prefix >= width && first.match(start, width);
}

function rangesOf({ properties: { cidrIpv4, cidrIpv6 } }: GraphResource): readonly { text: string; narrow: number }[] {
  return [
    ...(typeof cidrIpv4 === "string" ? [{ text: cidrIpv4, narrow: NARROW.ipv4 }] : []),
    ...(typeof cidrIpv6 === "string" ? [{ text: cidrIpv6, narrow: NARROW.ipv6 }] : []),
  ];
}

function isPrivate(text: string): boolean {
  const [address, prefix] = ipaddr.parseCIDR(text);
  return (address.range() === "private" && prefix >= 8) || address.range() === "uniqueLocal";
}

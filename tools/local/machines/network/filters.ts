import type { Cloud, SecurityGroup } from "../cloud";
import { DNS_ADDRESS, IMDS_ADDRESS, INTERNET_GATEWAY, VPC_ENDPOINT } from "../addresses";
import type { Link } from "./link";
import { matchesOf, referencedGroups, setName, type Direction } from "./security-groups";

const IGW = `"${INTERNET_GATEWAY.name}"`;
const ENDPOINT = `"${VPC_ENDPOINT.name}"`;
/** The router's end of every network interface. */
const ANY_LINK = `"r-*"`;

/**
 * The router's filters and address translation, for one transaction of `nft -f`.
 *
 * Connection tracking translates addresses only at a connection's first packet, and accepts what belongs to a known
 * connection. What AWS decides for each packet is therefore decided before: the source/destination check, and whether the
 * interface (still) has the public address.
 */
export function filtersOf(cloud: Cloud, links: readonly Link[]): string {
  const up = links.filter(({ isUp }) => isUp);
  const withPublic = up.flatMap(({ privateAddress, publicAddress }) =>
    publicAddress === undefined ? [] : { privateAddress, publicAddress },
  );
  const groups = new Map(cloud.securityGroups.map((group) => [group.id, group]));
  const chains = { ingress: chainsOf(up, groups, "ingress"), egress: chainsOf(up, groups, "egress") };

  return `
table ip vpc
delete table ip vpc
table ip vpc {
${[
  elements(
    "set addresses",
    "ifname . ipv4_addr",
    up.map(({ name, privateAddress }) => `"${name}" . ${privateAddress}`),
  ),
  elements(
    "set unchecked",
    "ifname",
    up.filter((link) => !link.sourceDestCheck).map(({ name }) => `"${name}"`),
  ),
  elements(
    "map to_private",
    "ipv4_addr : ipv4_addr",
    withPublic.map((it) => `${it.publicAddress} : ${it.privateAddress}`),
  ),
  elements(
    "map to_public",
    "ipv4_addr : ipv4_addr",
    withPublic.map((it) => `${it.privateAddress} : ${it.publicAddress}`),
  ),
  elements(
    "set public",
    "ipv4_addr . ipv4_addr",
    withPublic.map((it) => `${it.privateAddress} . ${it.publicAddress}`),
  ),
  ...[...referencedGroups(cloud.securityGroups)].map((id) =>
    elements(
      `set ${setName(id)}`,
      "ipv4_addr",
      links
        .filter(({ securityGroupIds }) => securityGroupIds?.includes(id))
        .map(({ privateAddress }) => privateAddress),
    ),
  ),
].join("\n")}
${chains.egress.text}${chains.ingress.text}
  chain nat_gateway {
    iifname ${IGW} drop
    meta l4proto { tcp, udp, icmp } accept
  }
  chain public_address {
    ct direction original ip daddr . ct original ip daddr @public return
    ct direction reply ip daddr . ct reply ip daddr @public return
    drop
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
${cloud.vpc === undefined ? "" : `    oifname != ${ANY_LINK} ip daddr ${cloud.vpc.cidr} drop\n`}\
    oifname ${ANY_LINK} oifname . ip daddr != @addresses oifname != @unchecked drop
    iifname ${IGW} jump public_address
    ct state established,related accept
    iifname ${ENDPOINT} drop
${chains.egress.jumps}\
    oifname vmap { ${[`${IGW} : accept`, `${ENDPOINT} : accept`, ...chains.ingress.entries].join(", ")} }
  }
  chain source_check {
    type filter hook prerouting priority raw; policy accept;
    iifname ${ANY_LINK} iifname . ip saddr != @addresses iifname != @unchecked drop
  }
  chain internet_gateway_in {
    type nat hook prerouting priority dstnat; policy accept;
    iifname ${IGW} dnat to ip daddr map @to_private
  }
  chain internet_gateway_out {
    type nat hook postrouting priority srcnat; policy accept;
    oifname ${IGW} snat to ip saddr map @to_public
  }
  chain internet_gateway_check {
    type filter hook postrouting priority srcnat + 10; policy accept;
    oifname != ${IGW} accept
    ct direction original ct original ip saddr . ip saddr @public accept
    ct direction reply ct reply ip saddr . ip saddr @public accept
    drop
  }
  chain router {
    type filter hook input priority filter; policy drop;
    iifname "lo" accept
    iifname . ip saddr != @addresses drop
    ip daddr ${IMDS_ADDRESS} tcp dport 80 accept
    ip daddr ${DNS_ADDRESS} meta l4proto { tcp, udp } th dport 53 accept
  }
  chain silence {
    type filter hook output priority filter; policy accept;
    icmp type destination-unreachable icmp code != frag-needed drop
    icmp type { redirect, time-exceeded } drop
  }
}
`.trimStart();
}

interface Chains {
  readonly text: string;
  /** The rule that sends a packet to the chain of its interface; "" without one. */
  readonly jumps: string;
  /** For the rule's map. */
  readonly entries: readonly string[];
}

/**
 * A chain for each combination of groups. A packet that no rule of the sender's groups allows ends there; one that a rule of
 * the receiver's groups allows is accepted. NAT gateways have no groups.
 */
function chainsOf(links: readonly Link[], groups: ReadonlyMap<string, SecurityGroup>, direction: Direction): Chains {
  const names = new Map<string, string>();
  const entries: string[] = [];
  let text = "";
  for (const { name, securityGroupIds } of links) {
    if (securityGroupIds === undefined) {
      if (direction === "ingress") entries.push(`"${name}" : goto nat_gateway`);
      continue;
    }
    const key = [...securityGroupIds].sort().join(", ");
    let chain = names.get(key);
    if (chain === undefined) {
      chain = `${direction}_${names.size + 1}`;
      names.set(key, chain);
      const own = securityGroupIds.flatMap((id) => groups.get(id) ?? []);
      text += chainText(chain, key, matchesOf(own, direction), direction);
    }
    entries.push(`"${name}" : ${direction === "ingress" ? "goto" : "jump"} ${chain}`);
  }
  const jumps = entries.length === 0 ? "" : `    iifname vmap { ${entries.join(", ")} }\n`;
  return { text, jumps, entries };
}

function chainText(name: string, groups: string, matches: readonly string[], direction: Direction): string {
  const verdict = direction === "ingress" ? "accept" : "return";
  return [
    `  # ${groups}`,
    `  chain ${name} {`,
    ...matches.map((match) => `    ${match === "" ? "" : `${match} `}${verdict}`),
    ...(direction === "egress" ? ["    drop"] : []),
    "  }\n",
  ].join("\n");
}

function elements(name: string, type: string, values: readonly string[]): string {
  return [
    `  ${name} {`,
    `    type ${type}`,
    ...(values.length > 0 ? [`    elements = { ${values.join(", ")} }`] : []),
    "  }",
  ].join("\n");
}

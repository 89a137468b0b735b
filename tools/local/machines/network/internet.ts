/** The namespace that plays the internet. */
export const INTERNET = "inet";

/** The router's interface to the internet, as through the internet gateway, and the next address there. */
export const INTERNET_GATEWAY = { name: "igw", next: "192.0.2.2" } as const;

/** The router's interface to AWS services, as through a gateway endpoint: private addresses stay what they are. */
export const VPC_ENDPOINT = { name: "vpce", next: "192.0.2.6" } as const;

/** Where the addresses are that instances, NAT gateways and load balancers have on the internet: never routed on the real one. */
const PUBLIC_ADDRESSES = "198.18.0.0/15";

/** Where VPCs are. */
const PRIVATE_ADDRESSES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** A name server that answers pings, a site that says who calls, AWS's APIs, S3. */
const HOSTS = ["8.8.8.8", "198.51.100.10", "198.51.100.53", "198.51.100.54"];

/**
 * Creates the internet and the router's interfaces to it; running it again starts from scratch. An unknown address gives no
 * answer. The internet forwards packets, since instances can reach each other by their public addresses. IPv6 is off in the
 * router, which has no filters for it.
 */
export const CREATE_INTERNET = `
for name in ${INTERNET_GATEWAY.name} ${VPC_ENDPOINT.name}; do ip link del "$name" 2>/dev/null || true; done
ip netns del ${INTERNET} 2>/dev/null || true
for file in /proc/sys/net/ipv6/conf/*/disable_ipv6; do [ ! -e "$file" ] || echo 1 >"$file"; done
ip netns add ${INTERNET}
ip -batch - <<'END'
link add ${INTERNET_GATEWAY.name} mtu 1500 type veth peer name ${INTERNET_GATEWAY.name} mtu 1500 netns ${INTERNET}
link add ${VPC_ENDPOINT.name} mtu 8500 type veth peer name ${VPC_ENDPOINT.name} mtu 8500 netns ${INTERNET}
addr add 192.0.2.1/30 dev ${INTERNET_GATEWAY.name}
addr add 192.0.2.5/30 dev ${VPC_ENDPOINT.name}
link set ${INTERNET_GATEWAY.name} up
link set ${VPC_ENDPOINT.name} up
END
ip -n ${INTERNET} -batch - <<'END'
link set lo up
${HOSTS.map((address) => `addr add ${address}/32 dev lo`).join("\n")}
addr add ${INTERNET_GATEWAY.next}/30 dev ${INTERNET_GATEWAY.name}
addr add ${VPC_ENDPOINT.next}/30 dev ${VPC_ENDPOINT.name}
link set ${INTERNET_GATEWAY.name} up
link set ${VPC_ENDPOINT.name} up
route add ${PUBLIC_ADDRESSES} via 192.0.2.1
${PRIVATE_ADDRESSES.map((block) => `route add ${block} via 192.0.2.5`).join("\n")}
route add blackhole default
END
ip netns exec ${INTERNET} sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 \\
  net.ipv4.conf.${INTERNET_GATEWAY.name}.send_redirects=0 net.ipv4.conf.all.rp_filter=0 \\
  net.ipv4.conf.${INTERNET_GATEWAY.name}.rp_filter=0 net.ipv4.conf.${VPC_ENDPOINT.name}.rp_filter=0`.trim();

/** Gives the internet another host; again without effect. */
export function addHost(address: string): string {
  return `ip -n ${INTERNET} addr replace ${address}/32 dev lo`;
}

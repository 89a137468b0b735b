import {
  API_ADDRESS,
  INTERNET,
  INTERNET_GATEWAY,
  PING_ADDRESS,
  PUBLIC_ADDRESSES,
  S3_ADDRESS,
  SITE_ADDRESS,
  VPC_ENDPOINT,
} from "../addresses";

/** Where VPCs are. */
const PRIVATE_ADDRESSES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

const HOSTS = [PING_ADDRESS, SITE_ADDRESS, API_ADDRESS, S3_ADDRESS];

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
addr add ${INTERNET_GATEWAY.own}/30 dev ${INTERNET_GATEWAY.name}
addr add ${VPC_ENDPOINT.own}/30 dev ${VPC_ENDPOINT.name}
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
route add ${PUBLIC_ADDRESSES} via ${INTERNET_GATEWAY.own}
${PRIVATE_ADDRESSES.map((block) => `route add ${block} via ${VPC_ENDPOINT.own}`).join("\n")}
route add blackhole default
END
ip netns exec ${INTERNET} sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 \\
  net.ipv4.conf.${INTERNET_GATEWAY.name}.send_redirects=0 net.ipv4.conf.all.rp_filter=0 \\
  net.ipv4.conf.${INTERNET_GATEWAY.name}.rp_filter=0 net.ipv4.conf.${VPC_ENDPOINT.name}.rp_filter=0`.trim();

/** Gives the internet another host; again without effect. */
export function addHost(address: string): string {
  return `ip -n ${INTERNET} addr replace ${address}/32 dev lo`;
}

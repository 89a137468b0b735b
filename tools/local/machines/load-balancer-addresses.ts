import ipaddr from "ipaddr.js";

import type { LoadBalancer, LoadBalancerNode, Subnet } from "./cloud";

/** A load balancer without its addresses, which the emulator does not have. */
export interface UnaddressedLoadBalancer extends Omit<LoadBalancer, "nodes"> {
  readonly subnetIds: readonly string[];
}

/** Gives each node of a load balancer addresses of its own, for as long as it exists. */
export class LoadBalancerAddresses {
  private readonly nodes = new Map<string, LoadBalancerNode>();
  private count = 0;

  assign(balancers: readonly UnaddressedLoadBalancer[], subnets: readonly Subnet[]): LoadBalancer[] {
    return balancers.map(({ subnetIds, ...balancer }) => ({
      ...balancer,
      nodes: subnetIds.flatMap((id) => {
        const subnet = subnets.find((one) => one.id === id);
        return subnet === undefined ? [] : [this.nodeIn(subnet, balancer.name)];
      }),
    }));
  }

  /** The subnet's last addresses: the emulator hands out the first ones. */
  private nodeIn(subnet: Subnet, balancer: string): LoadBalancerNode {
    const key = `${balancer} ${subnet.id}`;
    const known = this.nodes.get(key);
    if (known !== undefined) return known;
    const offset = [...this.nodes.values()].filter((node) => node.subnetId === subnet.id).length;
    const last = ipaddr.IPv4.broadcastAddressFromCIDR(subnet.cidr).octets;
    this.count += 1;
    const node = {
      subnetId: subnet.id,
      privateAddress: [...last.slice(0, 3), (last[3] ?? 255) - 1 - offset].join("."),
      publicAddress: `198.19.${this.count >> 8}.${this.count & 255}`,
    };
    this.nodes.set(key, node);
    return node;
  }
}

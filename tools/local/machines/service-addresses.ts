import ipaddr from "ipaddr.js";

import type { LoadBalancer, Subnet } from "./cloud";

/** A load balancer without its addresses, which the emulator does not have. */
export interface UnaddressedLoadBalancer extends Omit<LoadBalancer, "nodes"> {
  readonly subnetIds: readonly string[];
}

/** Addresses of what AWS runs in a subnet: the same for as long as the emulator runs. */
export class ServiceAddresses {
  private readonly privateAddresses = new Map<string, string>();
  private readonly publicAddresses = new Map<string, string>();

  /** Gives each node of a load balancer its addresses. */
  withNodes({ subnetIds, ...balancer }: UnaddressedLoadBalancer, subnets: readonly Subnet[]): LoadBalancer {
    const nodes = subnetIds.flatMap((subnetId) => {
      const subnet = subnets.find(({ id }) => id === subnetId);
      if (subnet === undefined) return [];
      const privateAddress = this.in(subnet, balancer.name);
      return [{ subnetId, privateAddress, publicAddress: this.publicAddressOf(`${balancer.name} ${subnetId}`) }];
    });
    return { ...balancer, nodes };
  }

  /** The private address of a service in a subnet, from its end: the emulator hands out the first ones. */
  in(subnet: Subnet, service: string): string {
    const known = this.privateAddresses.get(`${subnet.id} ${service}`);
    if (known !== undefined) return known;
    const others = [...this.privateAddresses.keys()].filter((key) => key.startsWith(`${subnet.id} `)).length;
    const broadcast = ipaddr.IPv4.broadcastAddressFromCIDR(subnet.cidr).octets;
    const address = [...broadcast.slice(0, 3), (broadcast[3] ?? 255) - 1 - others].join(".");
    this.privateAddresses.set(`${subnet.id} ${service}`, address);
    return address;
  }

  private publicAddressOf(node: string): string {
    const number = this.publicAddresses.size + 1;
    const address = this.publicAddresses.get(node) ?? `198.19.${number >> 8}.${number & 255}`;
    this.publicAddresses.set(node, address);
    return address;
  }
}

import { expect } from "chai";

import {
  LoadBalancerAddresses,
  type UnaddressedLoadBalancer,
} from "../../../../../tools/local/machines/load-balancer-addresses";

const subnet = (id: string, cidr: string) => ({ id, cidr, zone: "a", routeTableId: "rtb" });
const balancer = (name: string, ...subnetIds: string[]) => ({ name, subnetIds }) as unknown as UnaddressedLoadBalancer;

describe("the addresses of a load balancer's nodes", () => {
  const subnets = [subnet("a", "10.0.0.0/24"), subnet("c", "10.0.2.0/27")];

  it("are the last of each subnet, and public ones, and stay the same", () => {
    const addresses = new LoadBalancerAddresses();
    const nodes = (...all: UnaddressedLoadBalancer[]) =>
      addresses
        .assign(all, subnets)
        .map((one) => one.nodes.map((node) => `${node.privateAddress} ${node.publicAddress}`));
    const first = nodes(balancer("one", "a", "c"), balancer("two", "a"));
    expect(first).to.deep.equal([["10.0.0.254 198.19.0.1", "10.0.2.30 198.19.0.2"], ["10.0.0.253 198.19.0.3"]]);
    expect(nodes(balancer("two", "a"), balancer("one", "c"))).to.deep.equal([[first[1]![0]], [first[0]![1]]]);
  });

  it("are none in a subnet that is gone", () => {
    expect(new LoadBalancerAddresses().assign([balancer("one", "x")], subnets)[0]?.nodes).to.deep.equal([]);
  });
});

import { expect } from "chai";

import { ServiceAddresses, type UnaddressedLoadBalancer } from "../../../../../tools/local/machines/service-addresses";

const subnet = (id: string, cidr: string) => ({ id, cidr, zone: "a", routeTableId: "rtb" });
const balancer = (name: string, ...subnetIds: string[]) => ({ name, subnetIds }) as unknown as UnaddressedLoadBalancer;

describe("the addresses of what AWS runs in a subnet", () => {
  const [a, c] = [subnet("a", "10.0.0.0/24"), subnet("c", "10.0.2.0/27")];

  it("are the last of the subnet, and public ones for load balancers, and stay the same", () => {
    const addresses = new ServiceAddresses();
    const nodes = (one: UnaddressedLoadBalancer) =>
      addresses.withNodes(one, [a, c]).nodes.map((node) => `${node.privateAddress} ${node.publicAddress}`);
    const [one, two] = [nodes(balancer("one", "a", "c")), nodes(balancer("two", "a"))];
    expect([one, two]).to.deep.equal([["10.0.0.254 198.19.0.1", "10.0.2.30 198.19.0.2"], ["10.0.0.253 198.19.0.3"]]);
    expect(addresses.in(a, "nat-1")).to.equal("10.0.0.252");
    expect(nodes(balancer("two", "a"))).to.deep.equal(two);
    expect(nodes(balancer("one", "c"))).to.deep.equal([one[1]]);
    expect(addresses.in(a, "nat-1")).to.equal("10.0.0.252");
  });

  it("are none in a subnet that is gone", () => {
    expect(new ServiceAddresses().withNodes(balancer("one", "x"), [a]).nodes).to.deep.equal([]);
  });
});

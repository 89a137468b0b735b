import { expect } from "chai";

import type { GraphResource } from "../../../../policy/graph";
import { analyse, type Reachability } from "../../../../policy/reachability";
import { ALL, ANYONE, home, type Home } from "../support/networks";
import { between, proof } from "../support/words";

interface Groups {
  readonly balancers: GraphResource;
  readonly servers: GraphResource;
}

/** A load balancer open to anyone, and servers in the private subnet that take all it sends. */
function site(draw: (home: Home, groups: Groups) => void): Reachability {
  const here = home();
  const { sketch, vpc } = here;
  const [balancers, servers] = [sketch.group("balancers", vpc), sketch.group("servers", vpc)];
  sketch.in(balancers, ANYONE, ALL);
  sketch.out(balancers, { group: servers }, ALL);
  sketch.in(servers, { group: balancers }, ALL);
  draw(here, { balancers, servers });
  return analyse(sketch.graph());
}

describe("A load balancer", () => {
  it("leads from its listeners' ports to its servers', whatever its group lets in besides", () => {
    const reach = site(({ sketch, publicSubnet, privateSubnet }, { balancers, servers }) => {
      const ports = [
        [80, 8080],
        [443, 8443],
      ] as const;
      const lb = sketch.balancer("lb", [publicSubnet], { groups: [balancers], ports });
      sketch.machines("fleet", [privateSubnet], { groups: [servers], balancers: [lb] });
      sketch.machine("stranger", privateSubnet, [servers]);
    });
    expect(between(reach, "anyone", "lb")).to.deep.equal(["tcp 80, 443"]);
    expect(between(reach, "anyone", "fleet")).to.deep.equal([
      "tcp 443 through lb, where it becomes tcp 8443",
      "tcp 80 through lb, where it becomes tcp 8080",
    ]);
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 8080, 8443"]);
    expect(between(reach, "lb", "stranger")).to.deep.equal(["none: stranger is none of the servers of lb"]);
    expect(between(reach, "anyone", "stranger")).to.deep.equal(["none: stranger has no public address"]);
    expect(proof(reach, "anyone", "fleet", "tcp 443").slice(3, 5)).to.deep.equal([
      "lb listens for http on tcp 443",
      "lb hands it on as http to tcp 8443 of fleet",
    ]);
  });

  it("hands nothing on to a port that its servers do not take from it", () => {
    const { sketch, vpc, publicSubnet, privateSubnet } = home();
    const [balancers, servers] = [sketch.group("balancers", vpc), sketch.group("servers", vpc)];
    sketch.in(balancers, ANYONE, ALL);
    sketch.out(balancers, { group: servers }, { ports: 80 });
    sketch.in(servers, { group: balancers }, ALL);
    const ports = [
      [80, 80],
      [443, 8443],
    ] as const;
    const lb = sketch.balancer("lb", [publicSubnet], { groups: [balancers], ports });
    sketch.machines("fleet", [privateSubnet], { groups: [servers], balancers: [lb] });
    const reach = analyse(sketch.graph());
    expect(between(reach, "anyone", "lb")).to.deep.equal(["tcp 80, 443"]);
    expect(between(reach, "anyone", "fleet")).to.deep.equal(["tcp 80 through lb"]);
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 80"]);
  });

  it("looks after its servers' health on the port that it says", () => {
    const reach = site(({ sketch, publicSubnet, privateSubnet }, { balancers, servers }) => {
      const lb = sketch.balancer("lb", [publicSubnet], {
        groups: [balancers],
        ports: [[80, 80]],
        properties: { healthCheck: { target: "HTTP:9000/health" } },
      });
      sketch.machines("fleet", [privateSubnet], { groups: [servers], balancers: [lb] });
    });
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 80, 9000"]);
    expect(between(reach, "anyone", "fleet")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("may name its servers itself", () => {
    const reach = site(({ sketch, publicSubnet, privateSubnet }, { balancers, servers }) => {
      const server = sketch.machine("server", privateSubnet, [servers]);
      sketch.add(
        "aws.elb.LoadBalancer",
        "lb",
        { listeners: [{ lbPort: 80, instancePort: 80, lbProtocol: "TCP", instanceProtocol: "TCP" }] },
        { subnets: [publicSubnet], securityGroups: [balancers], instances: [server] },
      );
    });
    expect(between(reach, "anyone", "server")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("that is internal is a way for machines of the VPC only", () => {
    const reach = site(({ sketch, vpc, publicSubnet, privateSubnet }, { balancers, servers }) => {
      const lb = sketch.balancer("lb", [privateSubnet], {
        groups: [balancers],
        ports: [[80, 80]],
        properties: { internal: true },
      });
      sketch.machines("fleet", [privateSubnet], { groups: [servers], balancers: [lb] });
      const clients = sketch.group("clients", vpc);
      sketch.out(clients, { range: "10.0.0.0/16" }, ALL);
      sketch.machine("client", publicSubnet, [clients]);
    });
    expect(between(reach, "anyone", "lb")).to.deep.equal(["none: lb has no public address"]);
    expect(reach.between("anyone", "fleet").flows).to.deep.equal([]);
    expect(between(reach, "client", "fleet")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("with one listener less is one port less, and with none nothing", () => {
    const withPorts = (ports: readonly (readonly [number, number])[]): readonly string[] => {
      const reach = site(({ sketch, publicSubnet, privateSubnet }, { balancers, servers }) => {
        const lb = sketch.balancer("lb", [publicSubnet], { groups: [balancers], ports });
        sketch.machines("fleet", [privateSubnet], { groups: [servers], balancers: [lb] });
      });
      return ["lb", "fleet"].flatMap((to) => between(reach, "anyone", to));
    };
    expect(withPorts([[443, 80]])).to.deep.equal(["tcp 443", "tcp 443 through lb, where it becomes tcp 80"]);
    expect(withPorts([])).to.deep.equal([
      "none: lb has no listener for everything",
      "none: fleet has no public address",
    ]);
  });

  it("has the VPC's default group when it names none", () => {
    const reach = site(({ sketch, publicSubnet, privateSubnet }, { servers }) => {
      const lb = sketch.balancer("lb", [publicSubnet], { groups: [], ports: [[80, 80]] });
      sketch.machines("fleet", [privateSubnet], { groups: [servers], balancers: [lb] });
    });
    expect(between(reach, "anyone", "lb")).to.deep.equal([
      "none: no rule of the default group of vpc lets any of it in (everything)",
    ]);
  });

  it("is reached from another network over the internet, and so are its servers", () => {
    const reach = site(({ sketch, publicSubnet, privateSubnet }, { balancers, servers }) => {
      const lb = sketch.balancer("lb", [publicSubnet], { groups: [balancers], ports: [[443, 80]] });
      sketch.machines("fleet", [privateSubnet], { groups: [servers], balancers: [lb] });
      const other = sketch.vpc("other", "10.1.0.0/16");
      const [outer, inner] = [sketch.table("outer", other), sketch.table("inner", other)];
      sketch.route(outer, "0.0.0.0/0", sketch.gateway(other, "other-igw"));
      sketch.route(inner, "0.0.0.0/0", sketch.natGateway("nat", sketch.subnet("outer", other, "10.1.0.0/24", outer)));
      const clients = sketch.group("clients", other);
      sketch.out(clients, ANYONE, ALL);
      sketch.machine("client", sketch.subnet("inner", other, "10.1.1.0/24", inner), [clients]);
    });
    expect(between(reach, "client", "lb")).to.deep.equal(["tcp 443 through nat and anyone"]);
    expect(between(reach, "client", "fleet")).to.deep.equal([
      "tcp 443 through nat and anyone and lb, where it becomes tcp 80",
    ]);
  });
});

import { expect } from "chai";

import type { GraphResource } from "../../../../policy/graph";
import { analyze, type Reachability } from "../../../../policy/reachability";
import { ALL, INTERNET, twoSubnets, type TwoSubnets } from "../support/graph-builder";
import { between, proof } from "../support/descriptions";

interface Groups {
  readonly loadBalancers: GraphResource;
  readonly servers: GraphResource;
}

/** A load balancer that is open to the internet, and instances that accept all traffic from it. */
function site(build: (twoSubnets: TwoSubnets, groups: Groups) => void): Reachability {
  const here = twoSubnets();
  const { builder, vpc } = here;
  const [loadBalancers, servers] = [builder.securityGroup("loadBalancers", vpc), builder.securityGroup("servers", vpc)];
  builder.ingress(loadBalancers, INTERNET, ALL);
  builder.egress(loadBalancers, { group: servers }, ALL);
  builder.ingress(servers, { group: loadBalancers }, ALL);
  build(here, { loadBalancers, servers });
  return analyze(builder.graph());
}

describe("A load balancer", () => {
  it("forwards from its listeners' ports to the instance ports only, however open its group is", () => {
    const reach = site(({ builder, publicSubnet, privateSubnet }, { loadBalancers, servers }) => {
      const ports = [
        [80, 8080],
        [443, 8443],
      ] as const;
      const lb = builder.loadBalancer("lb", [publicSubnet], { groups: [loadBalancers], ports });
      builder.autoScalingGroup("fleet", [privateSubnet], { groups: [servers], loadBalancers: [lb] });
      builder.instance("stranger", privateSubnet, [servers]);
    });
    expect(between(reach, "the internet", "lb")).to.deep.equal(["tcp 80, 443"]);
    expect(between(reach, "the internet", "fleet")).to.deep.equal([
      "tcp 443 through lb (forwarded as tcp 8443)",
      "tcp 80 through lb (forwarded as tcp 8080)",
    ]);
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 8080, 8443"]);
    expect(between(reach, "lb", "stranger")).to.deep.equal(["none: stranger is not registered with lb"]);
    expect(between(reach, "the internet", "stranger")).to.deep.equal(["none: stranger has no public IP address"]);
    expect(proof(reach, "the internet", "fleet", "tcp 443").slice(3, 5)).to.deep.equal([
      "lb listens on tcp 443 (http)",
      "lb forwards as http to tcp 8443 of fleet",
    ]);
  });

  it("forwards nothing to a port that its instances do not allow", () => {
    const { builder, vpc, publicSubnet, privateSubnet } = twoSubnets();
    const [loadBalancers, servers] = [
      builder.securityGroup("loadBalancers", vpc),
      builder.securityGroup("servers", vpc),
    ];
    builder.ingress(loadBalancers, INTERNET, ALL);
    builder.egress(loadBalancers, { group: servers }, { ports: 80 });
    builder.ingress(servers, { group: loadBalancers }, ALL);
    const ports = [
      [80, 80],
      [443, 8443],
    ] as const;
    const lb = builder.loadBalancer("lb", [publicSubnet], { groups: [loadBalancers], ports });
    builder.autoScalingGroup("fleet", [privateSubnet], { groups: [servers], loadBalancers: [lb] });
    const reach = analyze(builder.graph());
    expect(between(reach, "the internet", "lb")).to.deep.equal(["tcp 80, 443"]);
    expect(between(reach, "the internet", "fleet")).to.deep.equal(["tcp 80 through lb"]);
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 80"]);
  });

  it("sends health checks to the configured port", () => {
    const reach = site(({ builder, publicSubnet, privateSubnet }, { loadBalancers, servers }) => {
      const lb = builder.loadBalancer("lb", [publicSubnet], {
        groups: [loadBalancers],
        ports: [[80, 80]],
        properties: { healthCheck: { target: "HTTP:9000/health" } },
      });
      builder.autoScalingGroup("fleet", [privateSubnet], { groups: [servers], loadBalancers: [lb] });
    });
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 80, 9000"]);
    expect(between(reach, "the internet", "fleet")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("can list its instances itself", () => {
    const reach = site(({ builder, publicSubnet, privateSubnet }, { loadBalancers, servers }) => {
      const server = builder.instance("server", privateSubnet, [servers]);
      builder.add(
        "aws.elb.LoadBalancer",
        "lb",
        { listeners: [{ lbPort: 80, instancePort: 80, lbProtocol: "TCP", instanceProtocol: "TCP" }] },
        { subnets: [publicSubnet], securityGroups: [loadBalancers], instances: [server] },
      );
    });
    expect(between(reach, "the internet", "server")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("that is internal forwards only from the VPC", () => {
    const reach = site(({ builder, vpc, publicSubnet, privateSubnet }, { loadBalancers, servers }) => {
      const lb = builder.loadBalancer("lb", [privateSubnet], {
        groups: [loadBalancers],
        ports: [[80, 80]],
        properties: { internal: true },
      });
      builder.autoScalingGroup("fleet", [privateSubnet], { groups: [servers], loadBalancers: [lb] });
      const clients = builder.securityGroup("clients", vpc);
      builder.egress(clients, { range: "10.0.0.0/16" }, ALL);
      builder.instance("client", publicSubnet, [clients]);
    });
    expect(between(reach, "the internet", "lb")).to.deep.equal(["none: lb has no public IP address"]);
    expect(reach.between("the internet", "fleet").flows).to.deep.equal([]);
    expect(between(reach, "client", "fleet")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("without a listener does not open its port", () => {
    const withPorts = (ports: readonly (readonly [number, number])[]): readonly string[] => {
      const reach = site(({ builder, publicSubnet, privateSubnet }, { loadBalancers, servers }) => {
        const lb = builder.loadBalancer("lb", [publicSubnet], { groups: [loadBalancers], ports });
        builder.autoScalingGroup("fleet", [privateSubnet], { groups: [servers], loadBalancers: [lb] });
      });
      return ["lb", "fleet"].flatMap((to) => between(reach, "the internet", to));
    };
    expect(withPorts([[443, 80]])).to.deep.equal(["tcp 443", "tcp 443 through lb (forwarded as tcp 80)"]);
    expect(withPorts([])).to.deep.equal([
      "none: no listener of lb matches (all traffic)",
      "none: fleet has no public IP address",
    ]);
  });

  it("without security groups has the VPC's default group", () => {
    const reach = site(({ builder, publicSubnet, privateSubnet }, { servers }) => {
      const lb = builder.loadBalancer("lb", [publicSubnet], { groups: [], ports: [[80, 80]] });
      builder.autoScalingGroup("fleet", [privateSubnet], { groups: [servers], loadBalancers: [lb] });
    });
    expect(between(reach, "the internet", "lb")).to.deep.equal([
      "none: no ingress rule of the default security group of vpc matches (all traffic)",
    ]);
  });

  it("is reached from another VPC over the internet, and so are its instances", () => {
    const reach = site(({ builder, publicSubnet, privateSubnet }, { loadBalancers, servers }) => {
      const lb = builder.loadBalancer("lb", [publicSubnet], { groups: [loadBalancers], ports: [[443, 80]] });
      builder.autoScalingGroup("fleet", [privateSubnet], { groups: [servers], loadBalancers: [lb] });
      const other = builder.vpc("other", "10.1.0.0/16");
      const [outer, inner] = [builder.routeTable("outer", other), builder.routeTable("inner", other)];
      builder.route(outer, "0.0.0.0/0", builder.internetGateway(other, "other-igw"));
      builder.route(
        inner,
        "0.0.0.0/0",
        builder.natGateway("nat", builder.subnet("outer", other, "10.1.0.0/24", outer)),
      );
      const clients = builder.securityGroup("clients", other);
      builder.egress(clients, INTERNET, ALL);
      builder.instance("client", builder.subnet("inner", other, "10.1.1.0/24", inner), [clients]);
    });
    expect(between(reach, "client", "lb")).to.deep.equal(["tcp 443 through nat, then the internet"]);
    expect(between(reach, "client", "fleet")).to.deep.equal([
      "tcp 443 through nat, then the internet, then lb (forwarded as tcp 80)",
    ]);
  });
});

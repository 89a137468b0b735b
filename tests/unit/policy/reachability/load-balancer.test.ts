import type { GraphResource, Literal } from "../../../../policy/graph";
import { analyze, type Reachability } from "../../../../policy/reachability";
import { between, proof } from "../support/descriptions";
import { ALL, INTERNET, twoSubnets, type Allowed, type TwoSubnets } from "../support/graph-builder";

interface LoadBalancer {
  /** Of the listeners, each with its instance port; undefined: there is no load balancer. */
  readonly ports?: readonly (readonly [number, number])[];
  /** What its group may send to the instances. */
  readonly sends?: Allowed;
  readonly hasGroup?: boolean;
  readonly properties?: Readonly<Record<string, Literal>>;
}

type Extend = (site: TwoSubnets & Record<"loadBalancers" | "servers", GraphResource>) => void;

/** A load balancer that is open to the internet, and private instances that accept all traffic from it. */
function site({ ports, sends = ALL, hasGroup = true, properties = {} }: LoadBalancer, extend?: Extend): Reachability {
  const here = twoSubnets();
  const { builder, vpc, publicSubnet, privateSubnet } = here;
  const [loadBalancers, servers] = [builder.securityGroup("loadBalancers", vpc), builder.securityGroup("servers", vpc)];
  builder.ingress(loadBalancers, INTERNET, ALL);
  builder.egress(loadBalancers, { group: servers }, sends);
  builder.ingress(servers, { group: loadBalancers }, ALL);
  if (ports !== undefined) {
    const groups = hasGroup ? [loadBalancers] : [];
    const lb = builder.loadBalancer("lb", [publicSubnet], { groups, ports, properties });
    builder.autoScalingGroup("fleet", [privateSubnet], { groups: [servers], loadBalancers: [lb] });
  }
  extend?.({ ...here, loadBalancers, servers });
  return analyze(builder.graph());
}

const TWO_LISTENERS = [
  [80, 8080],
  [443, 8443],
] as const;

describe("A load balancer", () => {
  it("forwards from its listeners' ports to the instance ports only, however open its group is", () => {
    const reach = site({ ports: TWO_LISTENERS }, ({ builder, privateSubnet, servers }) =>
      builder.instance("unregistered", privateSubnet, [servers]),
    );
    expect(between(reach, "the internet", "lb")).to.deep.equal(["tcp 80, 443"]);
    expect(between(reach, "the internet", "fleet")).to.deep.equal([
      "tcp 443 through lb (forwarded as tcp 8443)",
      "tcp 80 through lb (forwarded as tcp 8080)",
    ]);
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 8080, 8443"]);
    expect(between(reach, "lb", "unregistered")).to.deep.equal(["none: unregistered is not registered with lb"]);
    expect(between(reach, "the internet", "unregistered")).to.deep.equal([
      "none: unregistered has no public IP address",
    ]);
    expect(proof(reach, "the internet", "fleet", "tcp 443").slice(3, 5)).to.deep.equal([
      "lb listens on tcp 443 (http)",
      "lb forwards as http to tcp 8443 of fleet",
    ]);
  });

  it("forwards nothing to a port that its group may not send to", () => {
    const reach = site({ ports: TWO_LISTENERS, sends: { ports: 8080 } });
    expect(between(reach, "the internet", "lb")).to.deep.equal(["tcp 80, 443"]);
    expect(between(reach, "the internet", "fleet")).to.deep.equal(["tcp 80 through lb (forwarded as tcp 8080)"]);
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 8080"]);
  });

  it("sends health checks to the configured port", () => {
    const reach = site({ ports: [[80, 80]], properties: { healthCheck: { target: "HTTP:9000/health" } } });
    expect(between(reach, "lb", "fleet")).to.deep.equal(["tcp 80, 9000"]);
    expect(between(reach, "the internet", "fleet")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("can list its instances itself", () => {
    const reach = site({}, ({ builder, publicSubnet, privateSubnet, loadBalancers, servers }) => {
      const server = builder.instance("server", privateSubnet, [servers]);
      const listeners = [{ lbPort: 80, instancePort: 80, lbProtocol: "TCP", instanceProtocol: "TCP" }];
      const references = { subnets: [publicSubnet], securityGroups: [loadBalancers], instances: [server] };
      builder.add("aws.elb.LoadBalancer", "lb", { listeners }, references);
    });
    expect(between(reach, "the internet", "server")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("that is internal forwards only from the VPC", () => {
    const internal = { ports: [[80, 80]], properties: { internal: true } } as const;
    const reach = site(internal, ({ builder, vpc, publicSubnet }) => {
      const clients = builder.securityGroup("clients", vpc);
      builder.egress(clients, { range: "10.0.0.0/16" }, ALL);
      builder.instance("client", publicSubnet, [clients]);
    });
    expect(between(reach, "the internet", "lb")).to.deep.equal(["none: lb has no public IP address"]);
    expect(reach.between("the internet", "fleet").flows).to.deep.equal([]);
    expect(between(reach, "client", "fleet")).to.deep.equal(["tcp 80 through lb"]);
  });

  it("without listeners opens no port", () => {
    const reach = site({ ports: [] });
    expect(between(reach, "the internet", "lb")).to.deep.equal(["none: no listener of lb matches (all traffic)"]);
    expect(between(reach, "the internet", "fleet")).to.deep.equal(["none: fleet has no public IP address"]);
  });

  it("without security groups has the VPC's default group", () => {
    expect(between(site({ ports: [[80, 80]], hasGroup: false }), "the internet", "lb")).to.deep.equal([
      "none: no ingress rule of the default security group of vpc matches (all traffic)",
    ]);
  });

  it("is reached from another VPC over the internet, and so are its instances", () => {
    const reach = site({ ports: [[443, 80]] }, ({ builder }) => {
      const other = builder.vpc("other", "10.1.0.0/16");
      const [outer, inner] = [builder.routeTable("outer", other), builder.routeTable("inner", other)];
      const nat = builder.natGateway("nat", builder.subnet("outer", other, "10.1.0.0/24", outer));
      builder.route(outer, "0.0.0.0/0", builder.internetGateway(other, "other-igw"));
      builder.route(inner, "0.0.0.0/0", nat);
      const clients = builder.openGroup("clients", other);
      builder.instance("client", builder.subnet("inner", other, "10.1.1.0/24", inner), [clients]);
    });
    expect(between(reach, "client", "lb")).to.deep.equal(["tcp 443 through nat, then the internet"]);
    expect(between(reach, "client", "fleet")).to.deep.equal([
      "tcp 443 through nat, then the internet, then lb (forwarded as tcp 80)",
    ]);
  });
});

import type { Listener, Network, Node, Peer, Route, Subnet } from "../network/model";
import { allOf, describeTraffic, tcp } from "../traffic";
import { block, limit, pass, type Checkpoint, type ExternalHost, type Location, type Permit } from "./checkpoints";
import { contains } from "../intervals";

type Checkpoints = readonly Checkpoint[];

/** S3 speaks HTTP. */
const S3_TRAFFIC = tcp(80, 443);

/** https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
const NAT_GATEWAY_TRAFFIC = allOf("tcp", "udp", "icmp");

export function inboundHop(from: ExternalHost, to: Location): Checkpoints {
  if (from.isS3) return [block("S3 does not open connections", [])];
  return [publicIp(to), returnRoute(from, to), ...securityGroups(to.node, "ingress", from), ...listeners(to.node)];
}

/** A public IP address is of no use in a subnet whose return traffic does not leave by the internet gateway. */
function returnRoute(from: ExternalHost, { node, placement: { subnet } }: Location): Checkpoint {
  const route = routeTo(subnet, from.address);
  if (route === undefined) return noRoute(subnet);
  const { target } = route;
  const [text, resources] = [describeRoute(route, subnet), routeResources(route, subnet)];
  if (target.kind === "internetGateway" && target.vpcUrn === subnet.vpc.urn) {
    return pass(`return traffic: ${text}`, resources);
  }
  return block(`return traffic of ${node.name} does not leave by the internet gateway: ${text}`, resources);
}

export function insideHop(from: Location, to: Location): Checkpoints {
  const start = connections(from.node, to.node);
  return start.some(({ kind }) => kind === "block") ? start : [...start, ...localHop(from, to)];
}

export function forwardedHop(loadBalancer: Location, listener: Listener, to: Location): Checkpoints {
  const { node } = loadBalancer;
  const { instanceProtocol, instancePort } = listener;
  const text = `${node.name} forwards as ${instanceProtocol} to tcp ${instancePort} of ${to.node.name}`;
  return [pass(text, [node.urn, to.node.urn], node), ...localHop(loadBalancer, to)];
}

function localHop(from: Location, to: Location): Checkpoints {
  const { vpc } = from.placement.subnet;
  return [
    ...securityGroups(from.node, "egress", to),
    ...localRouting(from, to),
    ...localRouting(to, from),
    pass(`${vpc.name} routes traffic between its subnets`, [vpc.urn]),
    ...securityGroups(to.node, "ingress", from),
    ...listeners(to.node),
  ];
}

function connections({ kind, name, urn, listeners: all, healthCheckPort }: Node, to: Node): Checkpoints {
  if (kind === "natGateway") return [block(`${name} does not open connections`, [urn])];
  if (kind !== "loadBalancer") return [];
  if (!to.loadBalancers.includes(urn)) return [block(`${to.name} is not registered with ${name}`, [urn])];
  const resources = [urn, to.urn];
  const permits: Permit[] = all.map(({ port, instancePort }) => ({
    traffic: tcp(instancePort),
    step: { text: `${name} forwards tcp ${port} to tcp ${instancePort} of ${to.name}`, resources },
  }));
  if (healthCheckPort !== undefined) {
    const text = `${name} sends health checks to tcp ${healthCheckPort} of ${to.name}`;
    permits.push({ traffic: tcp(healthCheckPort), step: { text, resources } });
  }
  return [{ kind: "filter", permits, blockedBy: () => ({ text: `${name} has no listeners`, resources: [urn] }) }];
}

/** All hops from a node to a host outside the network, one for each placement of a NAT. */
export function outboundHops(network: Network, from: Location, to: ExternalHost): readonly Checkpoints[] {
  const { kind, name, urn } = from.node;
  if (kind === "loadBalancer") return [[block(`${name} connects only to its registered instances`, [urn])]];
  if (kind === "natGateway") return [[block(`${name} does not open connections`, [urn])]];
  const end = to.isS3 ? [limit(S3_TRAFFIC, "S3 accepts tcp 80, 443", [])] : [];
  return routedHops(network, { from, to, passed: [] }).map((hop) => [
    ...securityGroups(from.node, "egress", to),
    ...hop,
    ...end,
  ]);
}

interface Outbound {
  readonly from: Location;
  readonly to: ExternalHost;
  /** Nodes that have forwarded the traffic already. */
  readonly passed: readonly Node[];
}

function routedHops(network: Network, outbound: Outbound): readonly Checkpoints[] {
  const { subnet } = outbound.from.placement;
  const { s3Endpoint } = subnet.table;
  if (outbound.to.isS3 && s3Endpoint !== undefined) {
    return [[pass(`${s3Endpoint.name} routes traffic to S3`, [s3Endpoint.urn, ...subnet.associations])]];
  }
  const route = routeTo(subnet, outbound.to.address);
  if (route === undefined) return [[noRoute(subnet)]];
  const taken = pass(describeRoute(route, subnet), routeResources(route, subnet));
  return hopsByTarget(network, outbound, route).map((hop) => [taken, ...hop]);
}

function hopsByTarget(network: Network, outbound: Outbound, { target, name, urn }: Route): readonly Checkpoints[] {
  switch (target.kind) {
    case "unsupported":
      return [[block(`the target of route ${name} is not supported`, [urn])]];
    case "internetGateway": {
      const { vpc } = outbound.from.placement.subnet;
      if (target.vpcUrn === vpc.urn) return [[publicIp(outbound.from)]];
      return [[block(`${target.name} is not attached to ${vpc.name}`, [target.urn])]];
    }
    case "node": {
      const node = network.nodes.find((each) => each.urn === target.urn);
      if (node === undefined) return [[block(`the subnet of ${target.name} is unknown`, [target.urn])]];
      return node.placements.flatMap((placement) => natHops(network, outbound, { node, placement }));
    }
  }
}

/** Traffic through a NAT: inbound traffic to its security groups, and from there on outbound traffic of its own. */
function natHops(network: Network, { from, to, passed }: Outbound, nat: Location): readonly Checkpoints[] {
  const { node } = nat;
  const { name, urn } = node;
  if (node === from.node || passed.includes(node)) return [[block(`traffic would loop through ${name}`, [urn])]];
  if (!node.forwards) return [[block(`the source/destination check of ${name} drops forwarded traffic`, [urn])]];
  const arrival = [
    // The route leads to the NAT; its return traffic needs the local route.
    ...localRouting(nat, from),
    ...securityGroups(node, "ingress", from),
    ...(node.kind === "natGateway" ? [limit(NAT_GATEWAY_TRAFFIC, `${name} supports tcp, udp and icmp`, [urn])] : []),
    pass(`${name} forwards with its own source address`, [urn], node),
    ...securityGroups(node, "egress", to),
  ];
  return routedHops(network, { from: nat, to, passed: [...passed, from.node] }).map((hop) => [...arrival, ...hop]);
}

function publicIp({ node, placement }: Location): Checkpoint {
  if (placement.publicIp !== undefined) return { kind: "pass", step: placement.publicIp };
  return block(`${node.name} has no public IP address`, [node.urn]);
}

/** The security groups of a node, for traffic in one direction. A NAT gateway has none and allows everything. */
function securityGroups(
  { kind, urn, groups }: Node,
  direction: "ingress" | "egress",
  other: Location | ExternalHost,
): readonly Checkpoint[] {
  if (kind === "natGateway") return [];
  const names = groups.map(({ name }) => name).join(" or ");
  return [
    {
      kind: "filter",
      permits: groups.flatMap((group) => group[direction].filter(({ peer }) => matches(peer, other))),
      blockedBy: (arriving) => ({
        text: `no ${direction} rule of ${names} matches (${describeTraffic(arriving)})`,
        resources: [urn, ...groups.map(({ key }) => key)],
      }),
    },
  ];
}

function matches(peer: Peer, other: Location | ExternalHost): boolean {
  const isInside = "placement" in other;
  switch (peer.kind) {
    case "range":
      return contains(peer.range, isInside ? other.placement.address : other.address);
    case "group":
      return isInside && other.node.groups.some(({ key }) => key === peer.key);
    case "s3":
      return !isInside && other.isS3;
  }
}

/** What a node accepts behind its security groups: an instance may listen on any port, a load balancer on its own. */
function listeners({ kind, name, urn, listeners: all }: Node): readonly Checkpoint[] {
  if (kind === "natGateway") return [block(`${name} accepts no inbound connections`, [urn])];
  if (kind !== "loadBalancer") return [];
  return [
    {
      kind: "filter",
      permits: all.map(({ protocol, port }) => ({
        traffic: tcp(port),
        step: { text: `${name} listens on tcp ${port} (${protocol})`, resources: [urn] },
      })),
      blockedBy: (arriving) => ({
        text: `no listener of ${name} matches (${describeTraffic(arriving)})`,
        resources: [urn],
      }),
    },
  ];
}

/** The most specific route of a subnet to an address; undefined for the VPC's local route, or if there is none. */
function routeTo({ table, vpc }: Subnet, address: number): Route | undefined {
  const localPrefix = contains(vpc.range, address) ? vpc.range.prefix : -1;
  return table.routes
    .filter(({ range }) => contains(range, address) && range.prefix > localPrefix)
    .toSorted((a, b) => b.range.prefix - a.range.prefix)[0];
}

/** Blocks traffic between two locations that the VPC's local route does not connect. */
function localRouting(from: Location, to: Location): readonly Checkpoint[] {
  const { subnet } = from.placement;
  const { vpc: other } = to.placement.subnet;
  if (other !== subnet.vpc) {
    return [block(`${subnet.vpc.name} and ${other.name} are not connected`, [subnet.vpc.urn, other.urn])];
  }
  const route = routeTo(subnet, to.placement.address);
  if (route === undefined) return [];
  return [block(`${describeRoute(route, subnet)}, not to ${to.node.name}`, routeResources(route, subnet))];
}

/** `route nat-private-default-1a in vpc-private-1a sends 0.0.0.0/0 to nat-instance-1a` */
function describeRoute({ name, range, target }: Route, { table }: Subnet): string {
  const to = target.kind === "unsupported" ? "an unsupported target" : target.name;
  return `route ${name} in ${table.name} sends ${range.text} to ${to}`;
}

/** The route itself and the association of its table with the subnet. */
const routeResources = ({ urn }: Route, { associations }: Subnet): readonly string[] => [urn, ...associations];

function noRoute({ table, name, urn }: Subnet): Checkpoint {
  return block(`no route in ${table.name} leads from ${name} to the internet`, [urn]);
}

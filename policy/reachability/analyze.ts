import type { Graph } from "../graph";
import { memoize } from "../memoize";
import { classifyAddresses, parseAddress, PUBLIC, WORLD, type AddressClass } from "./addresses";
import { contains, sizeOf, subtract } from "./intervals";
import type { Network, Node } from "./network/model";
import { mergeOutcomes, PathFinder, type Outcome } from "./path-finder";
import { loadBalancerOf, pathsOverInternet } from "./paths/paths";
import type { Endpoint, Reachability, Relation, Unclear } from "./reachability";
import type { ExternalHost } from "./paths/checkpoints";
import { unionTraffic } from "./traffic";
import { readNodes } from "./network/nodes";
import { Reader } from "./network/reader";
import { isSupported, TYPE } from "./network/resource-types";
import { readSecurityGroups } from "./network/security-groups";
import { isS3Endpoint, readSubnets } from "./network/subnets";

/**
 * Derives which endpoints of a stack can reach each other from the security groups of both ends, routes and their
 * targets, public IP addresses and listeners.
 *
 * Security groups are stateful, but return traffic needs a route. An instance without source/destination check that is
 * the target of a route counts as a NAT: it forwards traffic out of the VPC with its own source address, and nothing
 * into the VPC. An instance can have any address of its subnet. A rule for `::/0`, or nearly as wide, counts as one for
 * `0.0.0.0/0`, although nothing here has an IPv6 address; narrower IPv6 ranges match nothing.
 */
export const analyze = memoize((graph: Graph): Reachability => {
  const { network, unclear } = readNetwork(graph);
  const finder = new PathFinder(network);
  const internet = partitionInternet(network, finder);
  const names = nameEndpoints(network, internet);
  const endpoints = [
    names.internet,
    ...names.ranges,
    ...(names.s3 === undefined ? [] : [names.s3]),
    ...names.nodes.values(),
  ];
  const relations = new Map(relationsOf(finder, internet, names).map((relation) => [keyOf(relation), relation]));
  const relationOf = (from: Endpoint, to: Endpoint): Relation =>
    relations.get(keyOf({ from: from.id, to: to.id })) ?? { from: from.id, to: to.id, flows: [], blockedBy: OUTSIDE };
  const endpointOf = (id: string): Endpoint => {
    const endpoint = endpoints.find((each) => each.id === id);
    if (endpoint !== undefined) return endpoint;
    throw new Error(`unknown endpoint "${id}"; the endpoints are ${endpoints.map((each) => each.id).join(", ")}`);
  };
  return {
    endpoints,
    flows: endpoints.flatMap((from) => endpoints.flatMap((to) => relationOf(from, to).flows)),
    unclear,
    between: (from, to) => relationOf(endpointOf(from), endpointOf(to)),
    endpointAt: (address) => endpointAt(internet, names, address),
  };
});

interface EndpointNames {
  readonly internet: Endpoint;
  /** One for each of the internet's other address classes, in their order. */
  readonly ranges: readonly Endpoint[];
  readonly s3: Endpoint | undefined;
  /** In the order in which they are shown. */
  readonly nodes: ReadonlyMap<Node, Endpoint>;
}

const OUTSIDE = { text: "both endpoints are outside the VPC", resources: [] };
const NO_PATHS: Outcome = { paths: [], blockedBy: undefined };
const KIND_ORDER: readonly Endpoint["kind"][] = [
  "loadBalancer",
  "autoScalingGroup",
  "instance",
  "natInstance",
  "natGateway",
];

function nameEndpoints(network: Network, internet: Internet): EndpointNames {
  const ranges = internet.others.map(({ range }): Endpoint => {
    if (range === undefined) return { id: "the rest of the internet", kind: "range" };
    const rule = network.secretRanges.get(range.text);
    return { id: rule === undefined ? range.text : `secret range of ${rule}`, kind: "range" };
  });
  const nodes = network.nodes.map((node): [Node, Endpoint] => [node, endpointOfNode(network, node)]);
  return {
    internet: { id: "the internet", kind: "internet" },
    ranges,
    s3: network.hasS3Endpoint ? { id: "s3", kind: "s3" } : undefined,
    nodes: new Map(
      nodes.sort(([, a], [, b]) => KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || (a.id < b.id ? -1 : 1)),
    ),
  };
}

function endpointOfNode({ nodes, routeTargets }: Network, { urn, name, type, kind }: Node): Endpoint {
  const isUnique = nodes.filter((node) => node.name === name).length === 1;
  return {
    id: isUnique ? name : `${name} (${type})`,
    kind: kind === "instance" && routeTargets.has(urn) ? "natInstance" : kind,
    urn,
  };
}

/** All relations with at least one end inside the network. */
function relationsOf(finder: PathFinder, internet: Internet, names: EndpointNames): readonly Relation[] {
  const nodes = [...names.nodes];
  const s3Host = { address: internet.main[0].host.address, isS3: true };
  const merged = (direction: "inbound" | "outbound"): ReadonlyMap<Node, Outcome> =>
    new Map(
      nodes.map(([node]) => [node, mergeOutcomes(internet.main.map((each) => outcomeOf(each[direction], node)))]),
    );
  const [toInternet, fromInternet, fromS3] = [merged("outbound"), merged("inbound"), finder.fromOutside(s3Host)];
  const relate = (from: Endpoint, to: Endpoint, outcome: Outcome): Relation => relationOf(names, from, to, outcome);
  return nodes.flatMap(([node, endpoint]) => {
    const inside = finder.fromNode(node);
    return [
      relate(names.internet, endpoint, outcomeOf(fromInternet, node)),
      relate(endpoint, names.internet, outcomeOf(toInternet, node)),
      ...internet.others.flatMap(({ inbound, outbound }, index) => {
        const range = names.ranges[index] ?? names.internet;
        return [relate(range, endpoint, outcomeOf(inbound, node)), relate(endpoint, range, outcomeOf(outbound, node))];
      }),
      ...(names.s3 === undefined
        ? []
        : [
            relate(names.s3, endpoint, outcomeOf(fromS3, node)),
            relate(endpoint, names.s3, finder.toOutside(node, s3Host)),
          ]),
      ...nodes.map(([receiver, to]) =>
        relate(
          endpoint,
          to,
          receiver === node && node.kind !== "autoScalingGroup"
            ? { paths: [], blockedBy: { text: `${node.name} does not connect to itself`, resources: [node.urn] } }
            : withInternet(outcomeOf(inside, receiver), outcomeOf(toInternet, node), outcomeOf(fromInternet, receiver)),
        ),
      ),
    ];
  });
}

function withInternet(inside: Outcome, out: Outcome, back: Outcome): Outcome {
  const around = pathsOverInternet(out.paths, back.paths, inside.paths);
  return around.length === 0 ? inside : { paths: [...inside.paths, ...around], blockedBy: undefined };
}

function relationOf(names: EndpointNames, from: Endpoint, to: Endpoint, { paths, blockedBy }: Outcome): Relation {
  return {
    from: from.id,
    to: to.id,
    flows: paths.map(({ traffic, arrives, via, through }) => ({
      from: from.id,
      to: to.id,
      traffic,
      arrives,
      through: through.map((by) => (by === "internet" ? names.internet : names.nodes.get(by))?.id ?? ""),
      via,
    })),
    blockedBy,
  };
}

function outcomeOf(outcomes: ReadonlyMap<Node, Outcome>, node: Node): Outcome {
  return outcomes.get(node) ?? NO_PATHS;
}

function keyOf({ from, to }: Pick<Relation, "from" | "to">): string {
  return JSON.stringify([from, to]);
}

function endpointAt(internet: Internet, names: EndpointNames, text: string): Endpoint | undefined {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`"${text}" is not an IPv4 address`);
  const matches = ({ intervals }: Internet["others"][number]): boolean =>
    intervals.some((interval) => contains(interval, address));
  return internet.main.some(matches) ? names.internet : names.ranges[internet.others.findIndex(matches)];
}

/** Addresses on the internet that no rule and no route distinguishes. */
interface InternetClass extends AddressClass {
  readonly host: ExternalHost;
  /** What they can send to each node. */
  readonly inbound: ReadonlyMap<Node, Outcome>;
  /** What each node can send to them. */
  readonly outbound: ReadonlyMap<Node, Outcome>;
}

/** The internet, partitioned by access. */
export interface Internet {
  /** The largest part; the largest of its classes first. */
  readonly main: readonly [InternetClass, ...InternetClass[]];
  /** All other classes, by address. */
  readonly others: readonly InternetClass[];
}

/**
 * Partitions the internet. Classes with the same access as the largest belong to the main part together with it: ranges
 * that cover the world together are the internet, and a range without any access of its own is nothing special.
 */
function partitionInternet(network: Network, finder: PathFinder): Internet {
  const addresses = subtract(
    PUBLIC,
    network.vpcs.map(({ range }) => range),
  );
  const classes = classifyAddresses(addresses, network.ranges).map((each) => withAccess(network, finder, each));
  const byAccess = new Map<string, InternetClass[]>();
  for (const each of classes) {
    const access = accessKeyOf(each);
    byAccess.set(access, [...(byAccess.get(access) ?? []), each]);
  }
  const size = (some: readonly InternetClass[]): number => some.reduce((sum, each) => sum + sizeOf(each.intervals), 0);
  const [largest = []] = [...byAccess.values()].sort((a, b) => size(b) - size(a));
  const [first, ...rest] = largest.toSorted((a, b) => size([b]) - size([a]));
  if (first === undefined) throw new Error("the VPCs cover the whole internet");
  const others = classes.filter((each) => !largest.includes(each));
  return { main: [first, ...rest], others: others.sort((a, b) => a.host.address - b.host.address) };
}

function withAccess({ nodes }: Network, finder: PathFinder, { range, intervals }: AddressClass): InternetClass {
  const host: ExternalHost = { address: intervals[0]?.first ?? 0, isS3: false };
  return {
    range: range?.text === WORLD.text ? undefined : range,
    intervals,
    host,
    inbound: finder.fromOutside(host),
    outbound: new Map(nodes.map((node) => [node, finder.toOutside(node, host)])),
  };
}

/** The access of a class as text to compare, without its proofs. */
function accessKeyOf({ inbound, outbound }: InternetClass): string {
  const summary = ({ paths }: Outcome): unknown =>
    [...new Set(paths.map(loadBalancerOf))].map((loadBalancer) => [
      loadBalancer?.urn,
      unionTraffic(paths.filter((path) => loadBalancerOf(path) === loadBalancer).map(({ traffic }) => traffic)),
    ]);
  return JSON.stringify([...inbound.values(), ...outbound.values()].map(summary));
}

function readNetwork(graph: Graph): { readonly network: Network; readonly unclear: readonly Unclear[] } {
  const reader = new Reader(graph);
  for (const resource of graph) {
    if (!isSupported(resource.type)) reader.note(resource, `${resource.type} is not supported`);
  }
  const { vpcs, subnets, routes } = readSubnets(reader);
  const groups = readSecurityGroups(reader);
  const rules = [...groups.values()].flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  const peers = rules.flatMap(({ peer }) => (peer.kind === "range" ? [peer] : []));
  const ranges = [...peers, ...routes].map(({ range }) => range);
  return {
    network: {
      nodes: readNodes({ reader, subnets, groups, ranges }),
      vpcs: [...vpcs.values()],
      routeTargets: new Set(routes.flatMap(({ target }) => (target.kind === "unsupported" ? [] : [target.urn]))),
      ranges,
      secretRanges: new Map(
        peers.flatMap(({ range, secretOf }): [string, string][] =>
          secretOf === undefined ? [] : [[range.text, secretOf]],
        ),
      ),
      hasS3Endpoint: reader.all(TYPE.vpcEndpoint).some(isS3Endpoint),
    },
    unclear: reader.unclear.toSorted((a, b) => (a.text < b.text ? -1 : 1)),
  };
}

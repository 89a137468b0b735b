import type { Graph } from "../graph";
import { memoize } from "../memoize";
import { parseAddress } from "./addresses";
import { partitionInternet, type Internet } from "./internet";
import { contains } from "./intervals";
import type { Network, Node } from "./network/model";
import { readNetwork } from "./network/read-network";
import { mergeOutcomes, PathFinder, type Outcome } from "./path-finder";
import { pathsOverInternet } from "./paths/paths";
import type { Endpoint, Reachability, Relation } from "./reachability";

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

import type { Listener, Network, Node } from "./network/model";
import { evaluateCheckpoints, type ExternalHost, type Hop, type HopResult, type Location } from "./paths/checkpoints";
import { forwardedHop, inboundHop, insideHop, outboundHops } from "./paths/hops";
import { directPath, forwardedPaths, mergePaths, type Path } from "./paths/paths";
import type { Step } from "./reachability";

/** Whether one end reaches another: the paths, or what blocks the traffic that gets furthest. */
export interface Outcome {
  readonly paths: readonly Path[];
  readonly blockedBy: Step | undefined;
}

interface Forwarding {
  readonly loadBalancer: Location;
  readonly listener: Listener;
  readonly hop: Hop;
}

export class PathFinder {
  private readonly locations: ReadonlyMap<Node, readonly Location[]>;
  private readonly forwardings: ReadonlyMap<Node, readonly Forwarding[]>;

  constructor(private readonly network: Network) {
    this.locations = new Map(
      network.nodes.map((node) => [node, node.placements.map((placement) => ({ node, placement }))]),
    );
    this.forwardings = new Map(network.nodes.map((node) => [node, this.forwardingsTo(node)]));
  }

  fromOutside(from: ExternalHost): ReadonlyMap<Node, Outcome> {
    return this.outcomes((to) => [evaluateCheckpoints(inboundHop(from, to))]);
  }

  /** From a node to each node, itself included, without leaving the network. */
  fromNode(node: Node): ReadonlyMap<Node, Outcome> {
    return this.outcomes((to) => this.locationsOf(node).map((from) => evaluateCheckpoints(insideHop(from, to))));
  }

  toOutside(node: Node, to: ExternalHost): Outcome {
    return outcome(
      this.locationsOf(node).flatMap((from) => outboundHops(this.network, from, to).map(evaluateCheckpoints)),
    );
  }

  private outcomes(resultsAt: (to: Location) => readonly HopResult[]): ReadonlyMap<Node, Outcome> {
    const results = new Map([...this.locations.values()].flat().map((location) => [location, resultsAt(location)]));
    const at = (location: Location): readonly HopResult[] => results.get(location) ?? [];
    return new Map(
      this.network.nodes.map((node) => {
        const forwarded = (this.forwardings.get(node) ?? []).flatMap(({ loadBalancer, listener, hop }) =>
          at(loadBalancer).flatMap(({ hops }) => hops.flatMap((first) => forwardedPaths(first, listener, hop))),
        );
        return [node, outcome(this.locationsOf(node).flatMap(at), forwarded)];
      }),
    );
  }

  private forwardingsTo(node: Node): readonly Forwarding[] {
    return this.network.nodes
      .filter(({ urn }) => node.loadBalancers.includes(urn))
      .flatMap((loadBalancer) => this.locationsOf(loadBalancer))
      .flatMap((loadBalancer) =>
        loadBalancer.node.listeners.flatMap((listener) =>
          this.locationsOf(node).flatMap((to) =>
            evaluateCheckpoints(forwardedHop(loadBalancer, listener, to)).hops.map((hop) => ({
              loadBalancer,
              listener,
              hop,
            })),
          ),
        ),
      );
  }

  private locationsOf(node: Node): readonly Location[] {
    return this.locations.get(node) ?? [];
  }
}

/** Merges the outcomes of several parts of the internet with the same access. */
export function mergeOutcomes(outcomes: readonly Outcome[]): Outcome {
  const paths = mergePaths(outcomes.flatMap((each) => each.paths));
  return { paths, blockedBy: paths.length > 0 ? undefined : outcomes[0]?.blockedBy };
}

function outcome(results: readonly HopResult[], forwarded: readonly Path[] = []): Outcome {
  const paths = mergePaths([...results.flatMap(({ hops }) => hops.map(directPath)), ...forwarded]);
  const blocked = results.flatMap((result) => (result.blockedBy === undefined ? [] : [result]));
  const [furthest] = blocked.toSorted((a, b) => b.depth - a.depth);
  return { paths, blockedBy: paths.length > 0 ? undefined : furthest?.blockedBy() };
}

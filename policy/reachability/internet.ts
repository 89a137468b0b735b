import { classifyAddresses, PUBLIC, WORLD, type AddressClass } from "./addresses";
import { sizeOf, subtract } from "./intervals";
import type { Network, Node } from "./network/model";
import type { Outcome, PathFinder } from "./path-finder";
import type { ExternalHost } from "./paths/checkpoints";
import { loadBalancerOf } from "./paths/paths";
import { unionTraffic } from "./traffic";

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
export function partitionInternet(network: Network, finder: PathFinder): Internet {
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

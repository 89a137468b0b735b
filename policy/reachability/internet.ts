import type { Cidr } from "../../lib/cidr";
import { balancerOf } from "./courses";
import type { Explorer, Fate } from "./explorer";
import type { Network, Station } from "./network";
import { classesOf, PUBLIC, WORLD } from "./sets/addresses";
import { sizeOf, subtract, type Spans } from "./sets/spans";
import { together } from "./sets/traffic";
import type { Outsider } from "./ways";

/** Addresses on the internet that neither rules nor routes tell apart. */
interface Crowd {
  /** The narrowest range around them that a rule or route names, if one is narrower than the world. */
  readonly range: Cidr | undefined;
  readonly spans: Spans;
  /** One of them. */
  readonly outsider: Outsider;
  /** What they may send to each station. */
  readonly inwards: ReadonlyMap<Station, Fate>;
  /** What each station may send to them. */
  readonly outwards: ReadonlyMap<Station, Fate>;
}

/** The internet, divided by what its parts can do. */
export interface Internet {
  /** The biggest part, which is most of it or all; of its crowds the biggest first. */
  readonly anyone: readonly [Crowd, ...Crowd[]];
  /** All others, by address. */
  readonly others: readonly Crowd[];
}

/**
 * Divides the internet. Crowds that can do the same as the biggest are anyone together with it: so ranges that cover the
 * world are anyone, though none of them is alone, and a range that gives nobody anything is nothing special.
 */
export function divideInternet(network: Network, explorer: Explorer): Internet {
  const crowds = classesOf(
    subtract(
      PUBLIC,
      network.vpcs.map(({ range }) => range),
    ),
    network.ranges,
  ).map(({ range, spans }) => crowd(network, explorer, { range, spans }));
  const parts = new Map<string, Crowd[]>();
  for (const each of crowds) {
    const abilities = abilitiesOf(each);
    parts.set(abilities, [...(parts.get(abilities) ?? []), each]);
  }
  const size = (some: readonly Crowd[]): number => some.reduce((sum, { spans }) => sum + sizeOf(spans), 0);
  const [biggest = []] = [...parts.values()].sort((a, b) => size(b) - size(a));
  const [first, ...rest] = biggest.toSorted((a, b) => size([b]) - size([a]));
  if (first === undefined) throw new Error("the VPCs leave nothing of the internet");
  const others = crowds.filter((each) => !biggest.includes(each));
  return {
    anyone: [first, ...rest],
    others: others.sort((a, b) => a.outsider.address - b.outsider.address),
  };
}

function crowd({ stations }: Network, explorer: Explorer, { range, spans }: Pick<Crowd, "range" | "spans">): Crowd {
  const outsider: Outsider = { address: spans[0]?.first ?? 0, isS3: false };
  return {
    range: range?.text === WORLD.text ? undefined : range,
    spans,
    outsider,
    inwards: explorer.fromOutside(outsider),
    outwards: new Map(stations.map((station) => [station, explorer.toOutside(station, outsider)])),
  };
}

/** What a crowd can do, as a text to compare, apart from how it is proven. */
function abilitiesOf({ inwards, outwards }: Crowd): string {
  const summary = ({ courses }: Fate): unknown => {
    const balancers = [...new Set(courses.map(balancerOf))];
    return balancers.map((balancer) => [
      balancer?.urn,
      together(courses.filter((course) => balancerOf(course) === balancer).map(({ traffic }) => traffic)),
    ]);
  };
  return JSON.stringify([...inwards.values(), ...outwards.values()].map(summary));
}

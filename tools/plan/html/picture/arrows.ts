import {
  isEmptyTraffic,
  subtractTraffic,
  unionTraffic,
  type Flow,
  type Reachability,
  type Traffic,
} from "../../../../policy/reachability";
import { labelOf } from "./ports";
import type { Arrow, Thing } from "./model";

interface Hop {
  readonly from: string;
  readonly to: string;
  readonly traffic: Traffic;
}

/** The things that a flow passes, with the internet gateway between the internet and the VPC. */
export function pathOf(
  { from, to, through }: Pick<Flow, "from" | "to" | "through">,
  things: readonly Thing[],
): string[] {
  const gateway = things.find(({ kind }) => kind === "gateway")?.id;
  const isOutside = (id: string): boolean => things.some((thing) => thing.id === id && thing.row === "outside");
  const path = [from, ...through, to];
  return path.flatMap((id, index) => {
    const next = path[index + 1];
    const crosses = next !== undefined && isOutside(id) !== isOutside(next) && ![id, next].includes("s3");
    return crosses && gateway !== undefined ? [id, gateway] : [id];
  });
}

/** Arrows for the hops of all flows. */
export function arrowsIn(reachability: Reachability, things: readonly Thing[]): Arrow[] {
  const find = (id: string): Thing | undefined => things.find((thing) => thing.id === id);
  const merged = new Map<string, Hop>();
  for (const { from, to, traffic } of drawnHops(reachability)) {
    const path = pathOf({ from, to, through: [] }, things);
    path.slice(1).forEach((next, index) => {
      add(merged, { from: path[index] ?? "", to: next, traffic });
    });
  }
  return [...merged.values()].flatMap(({ from, to, traffic }, index) => {
    const ends = [find(from), find(to)];
    return ends[0] === undefined || ends[1] === undefined
      ? []
      : [{ id: `arrow${index}`, from: ends[0], to: ends[1], label: labelOf(traffic) }];
  });
}

/** Hops without those that follow from traffic from or to the internet. */
function drawnHops({ flows, endpoints }: Reachability): Hop[] {
  const ranges = new Set(endpoints.filter(({ kind }) => kind === "range").map(({ id }) => id));
  const hops = new Map<string, Hop>();
  for (const { from, to, through, traffic, arrives } of flows) {
    if (from === to) continue;
    const path = [from, ...through, to];
    path.slice(1).forEach((next, index) => {
      add(hops, { from: path[index] ?? "", to: next, traffic: index === through.length ? arrives : traffic });
    });
  }
  const isCovered = (traffic: Traffic, from: string, to: string): boolean => {
    const wider = hops.get(keyOf({ from, to }));
    return wider !== undefined && isEmptyTraffic(subtractTraffic(traffic, wider.traffic));
  };
  return [...hops.values()].filter(
    ({ from, to, traffic }) =>
      (from === "the internet" || !isCovered(traffic, "the internet", to)) &&
      (to === "the internet" || !isCovered(traffic, from, "the internet") || !ranges.has(to)),
  );
}

function add(hops: Map<string, Hop>, hop: Hop): void {
  const known = hops.get(keyOf(hop));
  hops.set(keyOf(hop), known === undefined ? hop : { ...hop, traffic: unionTraffic([known.traffic, hop.traffic]) });
}

const keyOf = ({ from, to }: Pick<Hop, "from" | "to">): string => JSON.stringify([from, to]);

import {
  subtractTraffic,
  isEmptyTraffic,
  unionTraffic,
  describeTraffic,
  type Reachability,
  type Traffic,
} from "../../../../policy/reachability";
import type { Thing } from "./scene";

/** A direct way from one thing to another. */
export interface Arrow {
  readonly id: string;
  readonly from: Thing;
  readonly to: Thing;
  /** What may pass: `tcp 80, 443`. */
  readonly label: string;
}

/** What one party sends to the next on its way. */
interface Hop {
  readonly from: string;
  readonly to: string;
  readonly traffic: Traffic;
}

/** Arrows for all hops of all flows, and the stand-ins that keep them within their zones. */
export function arrowsIn(
  reachability: Reachability,
  things: readonly Thing[],
): { readonly arrows: readonly Arrow[]; readonly standIns: readonly Thing[] } {
  const standIns = new Map<string, Thing>();
  const standInFor = (original: Thing, zone: string): Thing => {
    const id = `${original.party.id} for ${zone}`;
    const lines = [original.party.id, `in ${original.zone ?? ""}`];
    const { depth, party } = original;
    const found = standIns.get(id) ?? { id, party, lines, zone, depth, standIn: true };
    standIns.set(id, found);
    return found;
  };
  const natUrns = new Set(
    reachability.endpoints.flatMap(({ kind, urn }) => (kind.startsWith("nat") && urn !== undefined ? [urn] : [])),
  );
  const arrows = hopsOf(reachability).flatMap(({ from, to, traffic }) => {
    const [senders, receivers] = [placesOf(from, things), placesOf(to, things)];
    const label = describeTraffic(traffic);
    const pairs = senders
      .filter((sender) => !goesElsewhere(sender, receivers, natUrns))
      .map((sender): readonly [Thing, Thing][] => {
        const near = receivers.filter(({ zone }) => zone === undefined || zone === sender.zone);
        const [first] = receivers;
        if (sender.zone === undefined) return receivers.map((receiver) => [sender, receiver]);
        if (near.length > 0) return near.map((receiver) => [sender, receiver]);
        return first === undefined ? [] : [[sender, standInFor(first, sender.zone)]];
      })
      .flat();
    const [sender] = senders;
    const reached = new Set(pairs.map(([, receiver]) => receiver));
    // Those in zones without a sender are reached by its stand-in.
    const far = [...reached].some(({ standIn }) => standIn) || pairs.length === 0 ? [] : receivers;
    const rest = far
      .filter((receiver) => !reached.has(receiver) && receiver.zone !== undefined)
      .map((receiver): readonly [Thing, Thing] | undefined =>
        sender === undefined ? undefined : [standInFor(sender, receiver.zone ?? ""), receiver],
      )
      .filter((pair) => pair !== undefined);
    return [...pairs, ...rest].map(([a, b]) => ({ from: a, to: b, label }));
  });
  return {
    arrows: arrows.map((arrow, index) => ({ id: `arrow${index}`, ...arrow })),
    standIns: [...standIns.values()],
  };
}

/** Direct ways by their ends; what is so only because anyone may send it, or it may go to anyone, is left out. */
function hopsOf({ flows, endpoints }: Reachability): Hop[] {
  const ranges = new Set(endpoints.filter(({ kind }) => kind === "range").map(({ id }) => id));
  const hops = new Map<string, Hop>();
  for (const { from, to, through, traffic, arrives } of flows) {
    if (from === to) continue;
    const way = [from, ...through, to];
    way.slice(1).forEach((next, index) => {
      const hop = { from: way[index] ?? "", to: next, traffic: index === through.length ? arrives : traffic };
      const key = JSON.stringify([hop.from, next]);
      hops.set(key, { ...hop, traffic: unionTraffic([hops.get(key)?.traffic ?? hop.traffic, hop.traffic]) });
    });
  }
  const isCovered = (traffic: Traffic, from: string, to: string): boolean => {
    const wider = hops.get(JSON.stringify([from, to]));
    return wider !== undefined && isEmptyTraffic(subtractTraffic(traffic, wider.traffic));
  };
  return [...hops.values()].filter(
    ({ from, to, traffic }) =>
      (from === "the internet" || !isCovered(traffic, "the internet", to)) &&
      (to === "the internet" || !isCovered(traffic, from, "the internet") || !ranges.has(to)),
  );
}

function placesOf(party: string, things: readonly Thing[]): Thing[] {
  return things.filter((one) => one.party.id === party);
}

/** Whether a thing's way out is another NAT than the one it is asked about. */
function goesElsewhere({ natTarget }: Thing, receivers: readonly Thing[], natUrns: ReadonlySet<string>): boolean {
  const [receiver] = receivers;
  const urn = receiver?.party.urn;
  return (
    natTarget !== undefined && natUrns.has(natTarget) && urn !== undefined && natUrns.has(urn) && natTarget !== urn
  );
}

import {
  subtractTraffic,
  isEmptyTraffic,
  unionTraffic,
  describeTraffic,
  type Reachability,
  type Traffic,
  type Endpoint,
} from "../../../../policy/reachability";

/** An endpoint in the picture. One in several subnets is drawn in each. */
export interface Thing {
  readonly id: string;
  readonly endpoint: Endpoint;
  /** Its text, starting with the endpoint's id. */
  readonly lines: readonly string[];
  /** Absent outside of all Availability Zones. */
  readonly zone?: string;
  /** Distance from the internet: 0 outside, 1 public, 2 private, 3 S3. */
  readonly depth: number;
  /** URN of the target of its subnet's default route. */
  readonly natTarget?: string;
  /** Whether it represents an endpoint in another zone, so that no arrow crosses zones. */
  readonly standIn: boolean;
}

/** Direct traffic from one thing to another. */
export interface Arrow {
  readonly id: string;
  readonly from: Thing;
  readonly to: Thing;
  /** `tcp 80, 443` */
  readonly label: string;
}

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
    const id = `${original.endpoint.id} for ${zone}`;
    const lines = [original.endpoint.id, `in ${original.zone ?? ""}`];
    const { depth, endpoint } = original;
    const found = standIns.get(id) ?? { id, endpoint, lines, zone, depth, standIn: true };
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
    // A stand-in sends to receivers in zones without a sender.
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

/** Hops by their ends, without those that follow from traffic from or to the internet. */
function hopsOf({ flows, endpoints }: Reachability): Hop[] {
  const ranges = new Set(endpoints.filter(({ kind }) => kind === "range").map(({ id }) => id));
  const hops = new Map<string, Hop>();
  for (const { from, to, through, traffic, arrives } of flows) {
    if (from === to) continue;
    const path = [from, ...through, to];
    path.slice(1).forEach((next, index) => {
      const hop = { from: path[index] ?? "", to: next, traffic: index === through.length ? arrives : traffic };
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

function placesOf(endpoint: string, things: readonly Thing[]): Thing[] {
  return things.filter((one) => one.endpoint.id === endpoint);
}

function goesElsewhere({ natTarget }: Thing, receivers: readonly Thing[], natUrns: ReadonlySet<string>): boolean {
  const [receiver] = receivers;
  const urn = receiver?.endpoint.urn;
  return (
    natTarget !== undefined && natUrns.has(natTarget) && urn !== undefined && natUrns.has(urn) && natTarget !== urn
  );
}

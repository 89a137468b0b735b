import type { Internet } from "./internet";
import type { Network, Station } from "./network";
import type { Party } from "./reachability";

/** A part of the internet, a station, or S3, with the party that it is. */
export interface Parties {
  readonly anyone: Party;
  /** One for each of the internet's others, in their order. */
  readonly others: readonly Party[];
  readonly s3: Party | undefined;
  /** In the order in which they are shown. */
  readonly stations: ReadonlyMap<Station, Party>;
}

const KIND_ORDER: readonly Party["kind"][] = ["loadBalancer", "machines", "machine", "natMachine", "natGateway"];

/** Names all parties. */
export function nameParties(network: Network, internet: Internet): Parties {
  const others = internet.others.map(({ range }): Party => {
    if (range === undefined) return { id: "the rest of the internet", kind: "range" };
    const secretOf = network.secretRanges.get(range.text);
    return { id: secretOf === undefined ? range.text : `secret range of ${secretOf}`, kind: "range" };
  });
  return {
    anyone: { id: "anyone", kind: "anyone" },
    others,
    s3: network.knowsS3 ? { id: "s3", kind: "s3" } : undefined,
    stations: new Map(
      network.stations
        .map((station): [Station, Party] => [station, partyOf(network, station)])
        .sort(([, a], [, b]) => inOrder(a, b)),
    ),
  };
}

function partyOf({ stations, routeTargets }: Network, { urn, name, type, kind }: Station): Party {
  const namesakes = stations.filter((station) => station.name === name);
  return {
    id: namesakes.length > 1 ? `${name} (${type})` : name,
    kind: kind === "machine" && routeTargets.has(urn) ? "natMachine" : kind,
    urn,
  };
}

function inOrder(a: Party, b: Party): number {
  return KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || (a.id < b.id ? -1 : 1);
}

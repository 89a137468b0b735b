import type { Graph } from "../../graph";
import type { Unclear } from "../reachability";
import { readGroups } from "./groups";
import type { Network } from "./model";
import { isS3Endpoint, readPlaces } from "./places";
import { Reader } from "./reader";
import { readStations } from "./stations";
import { isUnderstood, TYPE } from "./types";

/** Reads a stack's network, with all that could not be read. */
export function readNetwork(graph: Graph): { readonly network: Network; readonly unclear: readonly Unclear[] } {
  const reader = new Reader(graph);
  for (const resource of graph) {
    if (!isUnderstood(resource.type)) reader.note(resource, `${resource.type} is not modelled`);
  }
  const places = readPlaces(reader);
  const groups = readGroups(reader);
  const peers = [...groups.values()].flatMap(({ ingress, egress }) => [...ingress, ...egress].map(({ peer }) => peer));
  const named = peers.flatMap((peer) => (peer.kind === "range" ? [peer] : []));
  const ranges = [...named.map(({ range }) => range), ...places.routes.map(({ range }) => range)];
  return {
    network: {
      stations: readStations({ reader, places, groups, ranges }),
      vpcs: [...places.vpcs.values()],
      routeTargets: new Set(places.routes.flatMap(({ target }) => (target.kind === "elsewhere" ? [] : [target.urn]))),
      ranges,
      secretRanges: new Map(
        named.flatMap(({ range, secretOf }): [string, string][] =>
          secretOf === undefined ? [] : [[range.text, secretOf]],
        ),
      ),
      knowsS3: reader.all(TYPE.endpoint).some(isS3Endpoint),
    },
    unclear: reader.unclear.toSorted((a, b) => (a.text < b.text ? -1 : 1)),
  };
}

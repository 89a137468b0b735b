import type { Graph } from "../../graph";
import type { Unclear } from "../reachability";
import type { Network } from "./model";
import { readNodes } from "./nodes";
import { Reader } from "./reader";
import { isSupported, TYPE } from "./resource-types";
import { readSecurityGroups } from "./security-groups";
import { isS3Endpoint, readSubnets } from "./subnets";

export function readNetwork(graph: Graph): { readonly network: Network; readonly unclear: readonly Unclear[] } {
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

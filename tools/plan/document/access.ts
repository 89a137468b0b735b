import type { Graph } from "../../../policy/graph";
import { analyze, describeRelation, describeTraffic, type Flow } from "../../../policy/reachability";
import type { PlannedAccess, PlannedFlow } from "./document";
import { keyOf } from "./key";

/** Who can reach whom in a stack, and why; pairs that cannot are left out. */
export function accessOf(graph: Graph): PlannedAccess {
  const reachability = analyze(graph);
  const ids = reachability.endpoints.map(({ id }) => id);
  const relations = ids.flatMap((from) => ids.map((to) => reachability.between(from, to)));
  return {
    allowed: relations
      .filter(({ flows }) => flows.length > 0)
      .map((relation) => ({
        from: relation.from,
        to: relation.to,
        traffic: describeRelation(relation),
        flows: relation.flows.map(plannedFlow),
      })),
    unclear: reachability.unclear.map(({ text }) => text),
  };
}

function plannedFlow({ traffic, through, via }: Flow): PlannedFlow {
  return {
    traffic: describeTraffic(traffic),
    through,
    via: via.map(({ text, resources }) => ({ text, resources: resources.map(keyOf) })),
  };
}

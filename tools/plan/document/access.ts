import type { Graph } from "../../../policy/graph";
import { analyse, relationWords } from "../../../policy/reachability";
import type { PlannedAccess } from "./document";

/** Who can reach whom in a stack; pairs that cannot are left out. */
export function accessOf(graph: Graph): PlannedAccess {
  const reachability = analyse(graph);
  const ids = reachability.parties.map(({ id }) => id);
  const pairs = ids.flatMap((from) => ids.map((to) => ({ from, to })));
  return {
    allowed: pairs
      .filter(({ from, to }) => from !== to)
      .flatMap(({ from, to }) => {
        const relation = reachability.between(from, to);
        return relation.flows.length === 0 ? [] : [{ from, to, traffic: relationWords(relation) }];
      }),
    unclear: reachability.unclear.map(({ text }) => text),
  };
}

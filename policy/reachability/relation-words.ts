import type { Flow, Relation } from "./reachability";
import { common, except, isNothing, together, type Traffic } from "./sets/traffic";
import { trafficWords } from "./sets/traffic-words";

/**
 * What one party may send to another in words, a line for each way: `tcp 80, 443`, `tcp 443 through load-balancer, where
 * it becomes tcp 80`. How it is proven makes no difference. Where there is nothing, `none: ` and why.
 */
export function relationWords({ flows, barrier }: Relation): readonly string[] {
  if (flows.length === 0) return [`none: ${barrier?.text ?? ""}`];
  const lines = new Map<string, Traffic>();
  for (const flow of flows) {
    const way = wayWords(flow);
    lines.set(way, together([lines.get(way) ?? flow.traffic, flow.traffic]));
  }
  return [...lines].map(([way, traffic]) => trafficWords(traffic) + way).sort();
}

function wayWords({ through, traffic, arrives }: Flow): string {
  const way = through.length === 0 ? "" : ` through ${through.join(" and ")}`;
  const same = isNothing(except(traffic, common(traffic, arrives)));
  return same ? way : `${way}, where it becomes ${trafficWords(arrives)}`;
}

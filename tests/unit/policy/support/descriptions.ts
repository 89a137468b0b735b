import { describeRelation, describeTraffic, type Reachability } from "../../../../policy/reachability";

export function between(reach: Reachability, from: string, to: string): readonly string[] {
  return describeRelation(reach.between(from, to));
}

/** What is allowed, by `from -> to`. */
export function allowed(reach: Reachability): Record<string, string> {
  return Object.fromEntries(pairs(reach).flatMap(([pair, words]) => (words.startsWith("none") ? [] : [[pair, words]])));
}

/** Why the rest is blocked, by `from -> to`, without relations outside the VPC. */
export function blocked(reach: Reachability): Record<string, string> {
  return Object.fromEntries(
    pairs(reach).flatMap(([pair, words]) =>
      words.startsWith("none") && !words.includes("both endpoints are outside")
        ? [[pair, words.replace("none: ", "")]]
        : [],
    ),
  );
}

/**
 * The proof of the one flow with exactly the given traffic.
 * @throws Error if there is none, or several
 */
export function proof(reach: Reachability, from: string, to: string, traffic: string): readonly string[] {
  const found = reach.between(from, to).flows.filter((flow) => describeTraffic(flow.traffic) === traffic);
  if (found.length !== 1) throw new Error(`${found.length} flows of ${traffic} from ${from} to ${to}`);
  return found.flatMap(({ via }) => via.map(({ text }) => text));
}

function pairs(reach: Reachability): (readonly [pair: string, words: string])[] {
  const ids = reach.endpoints.map(({ id }) => id);
  return ids.flatMap((from) => ids.map((to) => [`${from} -> ${to}`, between(reach, from, to).join("; ")] as const));
}

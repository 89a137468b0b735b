import type { Listener, Node } from "../network/model";
import type { Step } from "../reachability";
import {
  intersectTraffic,
  isEmptyTraffic,
  subtractTraffic,
  tcp,
  trafficIncludes,
  unionTraffic,
  type Traffic,
} from "../traffic";
import type { Hop } from "./checkpoints";

export interface Path {
  readonly traffic: Traffic;
  readonly arrives: Traffic;
  readonly via: readonly Step[];
  /** Nodes that forward it; `internet` if it leaves the network and comes back. */
  readonly through: readonly (Node | "internet")[];
}

const OVER_INTERNET: Step = { text: "it crosses the internet and counts as internet traffic", resources: [] };

export function directPath(hop: Hop): Path {
  return { ...hop, arrives: hop.traffic };
}

/** The path over a listener of a load balancer to an instance; empty if either hop blocks it. */
export function forwardedPaths(
  toLoadBalancer: Hop,
  { port, instancePort }: Listener,
  toInstance: Hop,
): readonly Path[] {
  if (!trafficIncludes(toLoadBalancer.traffic, "tcp", port)) return [];
  if (!trafficIncludes(toInstance.traffic, "tcp", instancePort)) return [];
  return [
    {
      traffic: tcp(port),
      arrives: tcp(instancePort),
      via: [...toLoadBalancer.via, ...toInstance.via],
      through: [...toLoadBalancer.through, ...toInstance.through],
    },
  ];
}

/** Paths out to the internet and back in; traffic that has a shorter path is left out. */
export function pathsOverInternet(
  out: readonly Path[],
  back: readonly Path[],
  shorter: readonly Path[],
): readonly Path[] {
  const paths: Path[] = [];
  for (const leaving of out) {
    for (const entering of back) {
      const loadBalancer = loadBalancerOf(entering);
      const known = [...shorter, ...paths].filter((path) => loadBalancerOf(path) === loadBalancer);
      const traffic = subtractTraffic(
        intersectTraffic(leaving.traffic, entering.traffic),
        unionTraffic(known.map((path) => path.traffic)),
      );
      if (isEmptyTraffic(traffic)) continue;
      paths.push({
        traffic,
        arrives: loadBalancer === undefined ? traffic : entering.arrives,
        via: [...leaving.via, OVER_INTERNET, ...entering.via],
        through: [...leaving.through, "internet", ...entering.through],
      });
    }
  }
  return paths;
}

/** The load balancer at the end of a path; undefined if there is none. */
export function loadBalancerOf({ through }: Path): Node | undefined {
  const last = through.at(-1);
  return typeof last === "object" && last.kind === "loadBalancer" ? last : undefined;
}

export function mergePaths(paths: readonly Path[]): readonly Path[] {
  const byProof = new Map<string, Path>();
  for (const path of paths) {
    const proof = path.via.map(({ text }) => text).join("\n");
    const same = byProof.get(proof);
    byProof.set(proof, same === undefined ? path : mergeTwo(same, path));
  }
  return [...byProof.values()];
}

function mergeTwo(a: Path, b: Path): Path {
  return {
    ...a,
    traffic: unionTraffic([a.traffic, b.traffic]),
    arrives: unionTraffic([a.arrives, b.arrives]),
    via: a.via.map(({ text, resources }, index) => ({
      text,
      resources: [...new Set([...resources, ...(b.via[index]?.resources ?? [])])],
    })),
  };
}

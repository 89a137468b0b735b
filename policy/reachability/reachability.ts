import { describeTraffic, isEmptyTraffic, subtractTraffic, unionTraffic, type Traffic } from "./traffic";

export interface Endpoint {
  /** The same in every stage: a logical name, `the internet`, `s3`, or a range such as `203.0.113.0/24`. */
  readonly id: string;
  /**
   * - `internet`: most of the internet, or all of it
   * - `range`: a part of the internet with more access, or less
   * - `s3`: S3 in the stack's region
   * - `natInstance`: an instance that is the target of a route
   */
  readonly kind:
    "internet" | "range" | "s3" | "loadBalancer" | "autoScalingGroup" | "instance" | "natInstance" | "natGateway";
  /** The resource; undefined outside the stack. */
  readonly urn?: string;
}

/** One step of a proof, or the reason why traffic is blocked. */
export interface Step {
  readonly text: string;
  /** URNs of the resources that cause it. */
  readonly resources: readonly string[];
}

/** Connections that one endpoint can open to another, and why. Return traffic of an allowed connection is allowed. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  /** Traffic as it is sent. */
  readonly traffic: Traffic;
  /** Traffic as it arrives: the same, unless a load balancer forwards it to another port. */
  readonly arrives: Traffic;
  /** Ids of the endpoints in between; `the internet` if the flow leaves the VPC and comes back. */
  readonly through: readonly string[];
  /** The proof, in the order of the path. */
  readonly via: readonly Step[];
}

/** One cell of the matrix: all flows from one endpoint to another, or why there are none. */
export interface Relation {
  readonly from: string;
  readonly to: string;
  readonly flows: readonly Flow[];
  /** What blocks the traffic that gets furthest; undefined if there are flows. */
  readonly blockedBy: Step | undefined;
}

export interface Unclear {
  readonly urn: string;
  readonly text: string;
}

export interface Reachability {
  /** Endpoints outside the stack first, then load balancers, instances and NATs, each by id. */
  readonly endpoints: readonly Endpoint[];
  /** Everything that is allowed, in the order of the endpoints. */
  readonly flows: readonly Flow[];
  /** What the analysis left out. Unless this is empty, a missing flow proves nothing. */
  readonly unclear: readonly Unclear[];
  /** @throws Error for an unknown id */
  between(from: string, to: string): Relation;
  /**
   * The endpoint of an IPv4 address; undefined if the internet does not route it. Public addresses of the stack itself,
   * known only after deployment, count as `the internet`.
   * @throws Error for a text that is not an address
   */
  endpointAt(address: string): Endpoint | undefined;
}

/**
 * A relation in words, one line per path: `tcp 80, 443`, `tcp 443 through load-balancer (forwarded as tcp 80)`. Where
 * there is no flow, `none: ` and the reason.
 */
export function describeRelation({ flows, blockedBy }: Relation): readonly string[] {
  if (flows.length === 0) return [`none: ${blockedBy?.text ?? ""}`];
  const lines = new Map<string, Traffic>();
  for (const flow of flows) {
    const path = describePath(flow);
    lines.set(path, unionTraffic([lines.get(path) ?? flow.traffic, flow.traffic]));
  }
  return [...lines].map(([path, traffic]) => describeTraffic(traffic) + path).sort();
}

function describePath({ through, traffic, arrives }: Flow): string {
  const path = through.length === 0 ? "" : ` through ${through.join(", then ")}`;
  const isForwardedAsSent = isEmptyTraffic(subtractTraffic(traffic, arrives));
  return isForwardedAsSent ? path : `${path} (forwarded as ${describeTraffic(arrives)})`;
}

import type { Traffic } from "./sets/traffic";

/** Who sends or receives. */
export interface Party {
  /** The same in every stage: a logical name, `anyone`, `s3`, or a range such as `203.0.113.0/24`. */
  readonly id: string;
  /**
   * - `anyone`: most of the internet, or all of it
   * - `range`: a part of the internet that may do more, or less, than anyone
   * - `s3`: S3 in the stack's region
   * - `machines`: an auto scaling group's
   * - `natMachine`: a machine to which a route leads
   */
  readonly kind: "anyone" | "range" | "s3" | "loadBalancer" | "machines" | "machine" | "natMachine" | "natGateway";
  /** The resource; undefined for those outside. */
  readonly urn?: string;
}

/** One link of a proof, or what stands in the way. */
export interface Step {
  /** In plain words. */
  readonly text: string;
  /** URNs of the resources that make it so. */
  readonly resources: readonly string[];
}

/** Connections that one party may open to another, and why. Answers to what is allowed are allowed. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  /** What the sender sends. */
  readonly traffic: Traffic;
  /** What arrives: the same, unless a load balancer hands it on to another port. */
  readonly arrives: Traffic;
  /** Ids of the parties on the way. `anyone` among them: it leaves the network and comes back from the internet. */
  readonly through: readonly string[];
  /** The proof, in the order of the way. */
  readonly via: readonly Step[];
}

/** One cell of the matrix: all flows from one party to another, or why there are none. */
export interface Relation {
  readonly from: string;
  readonly to: string;
  readonly flows: readonly Flow[];
  /** The first thing that stands in the way of what comes furthest; undefined where there are flows. */
  readonly barrier: Step | undefined;
}

/** Something that the analysis does not know how to read. */
export interface Unclear {
  readonly urn: string;
  readonly text: string;
}

/** Who can reach whom in a stack, on what, and why. */
export interface Reachability {
  /** Outsiders first, then load balancers, machines and NATs, each by id. */
  readonly parties: readonly Party[];
  /** All that is allowed, by sender and receiver in the order of the parties. */
  readonly flows: readonly Flow[];
  /** What it could not read and left out. Until this is empty, no missing flow proves anything. */
  readonly unclear: readonly Unclear[];
  /**
   * What one party may send to another.
   * @throws Error for an id that no party has
   */
  between(from: string, to: string): Relation;
  /**
   * The party that an IPv4 address on the internet belongs to; undefined for one that the internet does not carry.
   * Public addresses of the stack itself, known only after deployment, count as anyone's.
   * @throws Error for a text that is no address
   */
  partyAt(address: string): Party | undefined;
}

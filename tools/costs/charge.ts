import type { RecordedResource } from "../../offline";
import type { Price, Unit } from "./prices";
import type { Stage } from "./stage";

/** A number between two limits, such as the cost of a group that scales. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export function exactly(number: number): Range {
  return { min: number, max: number };
}

export function times({ min, max }: Range, factor: number): Range {
  return { min: min * factor, max: max * factor };
}

export function total(ranges: readonly Range[]): Range {
  return ranges.reduce((sum, { min, max }) => ({ min: sum.min + min, max: sum.max + max }), exactly(0));
}

/** The change of the minimum and of the maximum. */
export function change(before: Range, after: Range): Range {
  return { min: after.min - before.min, max: after.max - before.max };
}

/** What a stage's resources do not say about its costs, per month. Defaults: a small site, 25,000 pages of 2 MB. */
export const USAGE = {
  gbOut: { default: 50, description: "GB from web servers to the internet through the load balancer" },
  gbIn: { default: 5, description: "GB from the internet through the load balancer: requests and uploads" },
  // Packages of Amazon Linux come through the S3 endpoint.
  gbNat: { default: 5, description: "GB through the NAT, in and out: updates and calls to other services" },
  gbNatOut: { default: 1, description: "GB of --gb-nat that go to the internet" },
  gbFlowLogs: { default: 1, description: "GB of flow logs, if they are on: rejected connections only" },
  gbAccessLogs: { default: 1, description: "GB of access logs, if they are on: about 400 bytes per request" },
  emails: { default: 50, description: "e-mails about alarms, if there is a subscription" },
} as const;

export type Usage = Readonly<Record<keyof typeof USAGE, number>>;

export const DEFAULT_USAGE = Object.fromEntries(
  Object.entries(USAGE).map(([key, usage]) => [key, usage.default]),
) as Usage;

export interface Charge {
  /** The same for every resource of the kind: `EBS volume`. */
  readonly what: string;
  /** The variant: `t4g.micro`. */
  readonly detail?: string;
  /** `fixed`: charged while the resource exists. `usage`: charged for what passes through it. */
  readonly part: "fixed" | "usage";
  /** The number of units; for a price per hour or month, the number of things. */
  readonly quantity: Range;
  readonly unit: Unit;
  /** Absent if the price is unknown, which is never counted as free. */
  readonly price: Price | undefined;
}

export type Charges = (resource: RecordedResource, stage: Stage, usage: Usage) => readonly Charge[];

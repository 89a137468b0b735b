import type { RecordedResource } from "../../offline";
import type { Price, Unit } from "./prices";
import type { Stage } from "./stage";

/** A number between two limits, such as the cost of a group that scales. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A range of one number. */
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

/** A stage's monthly usage, which its resources do not tell. */
export interface Usage {
  /** GB from web servers to the internet through the load balancer. */
  readonly gbOut: number;
  /** GB from the internet through the load balancer: requests and uploads. */
  readonly gbIn: number;
  /** GB through the NAT, in and out: updates and calls of other services. Packages of Amazon Linux do not pass it. */
  readonly gbNat: number;
  /** GB of `gbNat` that go to the internet. */
  readonly gbNatOut: number;
  /** GB of flow logs, if they are on. They contain only rejected connections. */
  readonly gbFlowLogs: number;
  /** GB of access logs, if they are on: about 400 bytes per request. */
  readonly gbAccessLogs: number;
  /** E-mails about alarms, if there is a subscription. */
  readonly emails: number;
}

/** A small site: 25,000 pages of 2 MB a month. */
export const DEFAULT_USAGE: Usage = {
  gbOut: 50,
  gbIn: 5,
  gbNat: 5,
  gbNatOut: 1,
  gbFlowLogs: 1,
  gbAccessLogs: 1,
  emails: 50,
};

/** One thing that AWS charges for. */
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

/** The charges for a resource in a stage with this usage. */
export type Charges = (resource: RecordedResource, stage: Stage, usage: Usage) => readonly Charge[];

import type { RecordedResource } from "../../offline";
import type { Price, Unit } from "./prices";
import type { Range } from "./range";
import type { Stage } from "./stage";
import type { Usage } from "./usage";

/** One thing that AWS charges for because a resource is there. */
export interface Charge {
  /** The same for the same thing of any resource, whatever its size: `disk`. */
  readonly what: string;
  /** Which of its kind it is: `t4g.micro`. */
  readonly detail?: string;
  /** Whether it is paid because the resource is there, or by what goes through it. */
  readonly part: "fixed" | "usage";
  /** How many units of the price, or how many things if its unit is a time. */
  readonly quantity: Range;
  readonly unit: Unit;
  /** Absent: the price is not known. It is never taken for nothing. */
  readonly price: Price | undefined;
}

/** What is charged for a resource of a type in a stage that is used so much; nothing: it costs nothing. */
export type Charges = (resource: RecordedResource, stage: Stage, usage: Usage) => readonly Charge[];

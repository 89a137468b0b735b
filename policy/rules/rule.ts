import type { GraphResource } from "../graph";
import type { Stack } from "./stack";

/** How bad it is when a rule is broken. */
export type Severity = "low" | "medium" | "high" | "critical";

/**
 * Where a rule holds:
 *
 * - `always`: in every stage
 * - `protected`: in stages with `protect`; why others may do without it is the reason
 * - `accepted`: nowhere; why it is deliberately not followed is the reason
 */
export type Verdict =
  | { readonly kind: "always" }
  | { readonly kind: "protected"; readonly reason: string }
  | { readonly kind: "accepted"; readonly reason: string };

/** What is wrong about one resource. */
export interface Fault {
  readonly resource: GraphResource;
  /** What is so, without any value that may be secret. */
  readonly text: string;
}

/** One standing rule. */
export interface Rule {
  /** Stays the same for good: people name it in discussions and exceptions. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  /** The same, or nearly so, in AWS FSBP, CIS, prowler and checkov. Empty: a rule of our own. */
  readonly sources: readonly string[];
  readonly verdict: Verdict;
  readonly check: Check;
}

/** How a rule is checked: a resource of some types at a time, or over the stack as a whole. */
export type Check =
  | {
      readonly kind: "each";
      readonly types: readonly string[];
      /** What is wrong about a resource; empty: nothing. */
      readonly faults: (resource: GraphResource) => readonly string[];
    }
  | { readonly kind: "whole"; readonly faults: (stack: Stack) => readonly Fault[] };

/** A check of single resources. */
export function each(types: readonly string[], faults: (resource: GraphResource) => readonly string[]): Check {
  return { kind: "each", types, faults };
}

/** A check of the whole stack. */
export function whole(faults: (stack: Stack) => readonly Fault[]): Check {
  return { kind: "whole", faults };
}

/** Must hold in every stage. */
export const ALWAYS: Verdict = { kind: "always" };

/** Must hold in protected stages; others may do without, for a reason. */
export function whereProtected(reason: string): Verdict {
  return { kind: "protected", reason };
}

/** Is not followed, for a reason. */
export function accepted(reason: string): Verdict {
  return { kind: "accepted", reason };
}

/** One fault, or none. */
export function unless(holds: boolean, text: string): readonly string[] {
  return holds ? [] : [text];
}

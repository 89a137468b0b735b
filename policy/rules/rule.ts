import type { GraphResource } from "../graph";
import type { Stack } from "./stack";

export type Severity = "low" | "medium" | "high" | "critical";

/**
 * Where a rule with an exception is enforced:
 *
 * - `protectedStages`: stages with `protect`; `reason` says why other stages do without
 * - `suppressed`: nowhere; `reason` says why
 */
export type Scope =
  | { readonly kind: "protectedStages"; readonly reason: string }
  | { readonly kind: "suppressed"; readonly reason: string };

export interface Violation {
  readonly resource: GraphResource;
  /** What is wrong with the resource, without any value that may be secret. */
  readonly text: string;
}

export interface Rule {
  /** Never changes: discussions and exceptions refer to it. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  /** The same rule, or a similar one, in AWS FSBP, CIS, prowler and checkov. Empty: a rule of our own. */
  readonly sources: readonly string[];
  /** Absent: the rule is enforced in every stage. */
  readonly scope?: Scope | undefined;
  readonly check: Check;
}

export type Check =
  | {
      readonly kind: "resource";
      readonly types: readonly string[];
      readonly violations: (resource: GraphResource) => readonly string[];
    }
  | { readonly kind: "stack"; readonly violations: (stack: Stack) => readonly Violation[] };

export function perResource(
  types: readonly string[],
  violations: (resource: GraphResource) => readonly string[],
): Check {
  return { kind: "resource", types, violations };
}

export function perStack(violations: (stack: Stack) => readonly Violation[]): Check {
  return { kind: "stack", violations };
}

export function protectedStages(reason: string): Scope {
  return { kind: "protectedStages", reason };
}

export function suppressed(reason: string): Scope {
  return { kind: "suppressed", reason };
}

export function unless(holds: boolean, text: string): readonly string[] {
  return holds ? [] : [text];
}

export function each(resources: readonly GraphResource[], text: string): readonly Violation[] {
  return resources.map((resource) => ({ resource, text }));
}

import type { Graph, GraphResource } from "../graph";
import { RULES } from "./list";
import type { Fault, Rule } from "./rule";
import { Stack } from "./stack";

/**
 * What a broken rule means for a stage:
 *
 * - `broken`: it must hold here
 * - `accepted`: it need not, for a reason that is written down
 */
export type Status = "broken" | "accepted";

/** One thing that a rule finds. */
export interface Finding {
  readonly rule: Rule;
  readonly resource: GraphResource;
  readonly text: string;
  readonly status: Status;
  /** Why it is accepted; undefined: it is not. */
  readonly reason: string | undefined;
}

/** All that the standing rules find in a stack: by rule, in the order of the list. */
export function findingsIn(graph: Graph, rules: readonly Rule[] = RULES): readonly Finding[] {
  const stack = new Stack(graph);
  return rules.flatMap((rule) => {
    const reason = reasonOf(rule, stack);
    return faultsOf(rule, stack).map(({ resource, text }): Finding => ({
      rule,
      resource,
      text,
      status: reason === undefined ? "broken" : "accepted",
      reason,
    }));
  });
}

/** Why a rule may be broken in a stack; undefined: it may not. */
export function reasonOf({ verdict }: Rule, { isProtected }: Stack): string | undefined {
  switch (verdict.kind) {
    case "always":
      return undefined;
    case "protected":
      return isProtected ? undefined : verdict.reason;
    case "accepted":
      return verdict.reason;
  }
}

/** What breaks a rule in a stack. */
export function faultsOf({ check }: Rule, stack: Stack): readonly Fault[] {
  if (check.kind === "whole") return check.faults(stack);
  return stack.all(...check.types).flatMap((resource) => check.faults(resource).map((text) => ({ resource, text })));
}

import type { Graph, GraphResource } from "../graph";
import { RULES } from "./list";
import type { Rule, Violation } from "./rule";
import { Stack } from "./stack";

/** `broken`: the rule is enforced in this stage. `accepted`: it is not, for a reason. */
export type Status = "broken" | "accepted";

interface Finding extends Violation {
  readonly rule: Rule;
  readonly status: Status;
  /** Why the rule is not enforced here; undefined: it is. */
  readonly reason: string | undefined;
}

/** Evaluates rules over a stack; findings are in the order of the rules. */
export function evaluate(graph: Graph, rules: readonly Rule[] = RULES): readonly Finding[] {
  const stack = new Stack(graph);
  return rules.flatMap((rule) => {
    const reason = suppressionReason(rule, stack);
    const status = reason === undefined ? "broken" : "accepted";
    return violationsOf(rule, stack).map((violation): Finding => ({ ...violation, rule, status, reason }));
  });
}

function suppressionReason({ scope }: Rule, { isProtected }: Stack): string | undefined {
  return scope?.kind === "protectedStages" && isProtected ? undefined : scope?.reason;
}

/** The violations of a rule in a stack, whether the rule is enforced there or not. */
export function violationsOf({ check }: Rule, stack: Stack): readonly Violation[] {
  if (check.kind === "stack") return check.violations(stack);
  return stack
    .all(...check.types)
    .flatMap((resource: GraphResource) => check.violations(resource).map((text) => ({ resource, text })));
}

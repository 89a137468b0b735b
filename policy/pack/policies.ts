import type { EnforcementLevel, Policies, ReportViolation } from "@pulumi/policy";

import { Stack, violationsOf, type Rule, type Violation } from "../rules";
import { EngineGraph, graphResource } from "./engine-graph";

/**
 * Rules as policies. A rule about single resources runs when the program registers one, before it is created; a rule
 * about the stack runs at the end of a preview, with which `pulumi up` begins too.
 *
 * Enforced rules are mandatory. Suppressed rules are advisory, with the reason; so are rules for protected stages in
 * all other stages.
 */
export function policiesOf(rules: readonly Rule[]): Policies {
  const graph = new EngineGraph();
  return [
    {
      name: "resources",
      description: "Collects the inputs of each resource, for rules about the stack",
      enforcementLevel: "advisory",
      validateResource: (args) => {
        graph.register(args);
      },
    },
    ...rules.flatMap((rule) => policiesOfRule(rule, graph)),
  ];
}

function policiesOfRule(rule: Rule, graph: EngineGraph): Policies {
  const { id, scope, check } = rule;
  switch (scope?.kind) {
    case undefined:
      return [
        check.kind === "resource"
          ? resourcePolicy(rule, check)
          : stackPolicy(rule, graph, id, "mandatory", violationsOf),
      ];
    case "suppressed":
      return [stackPolicy(rule, graph, id, "advisory", withReason(scope.reason))];
    case "protectedStages":
      return [
        stackPolicy(rule, graph, id, "mandatory", (...args) => (args[1].isProtected ? violationsOf(...args) : [])),
        stackPolicy(rule, graph, `${id}-unprotected`, "advisory", (...args) =>
          args[1].isProtected ? [] : withReason(scope.reason)(...args),
        ),
      ];
  }
}

type Evaluate = (rule: Rule, stack: Stack) => readonly Violation[];

function withReason(reason: string): Evaluate {
  return (rule, stack) =>
    violationsOf(rule, stack).map(({ resource, text }) => ({ resource, text: `${text}. Suppressed: ${reason}` }));
}

function resourcePolicy(rule: Rule, check: Extract<Rule["check"], { kind: "resource" }>): Policies[number] {
  return {
    ...metadata(rule, rule.id, "mandatory"),
    validateResource: (args, report: ReportViolation) => {
      const resource = graphResource(args);
      if (!check.types.includes(resource.type)) return;
      for (const text of check.violations(resource)) report(text, args.urn);
    },
  };
}

function stackPolicy(
  rule: Rule,
  graph: EngineGraph,
  name: string,
  level: EnforcementLevel,
  evaluate: Evaluate,
): Policies[number] {
  return {
    ...metadata(rule, name, level),
    validateStack: ({ resources }, report: ReportViolation) => {
      for (const { resource, text } of evaluate(rule, graph.stackOf(resources))) report(text, resource.urn);
    },
  };
}

function metadata({ title, why, severity }: Rule, name: string, enforcementLevel: EnforcementLevel) {
  return { name, description: `${title}. ${why}`, severity, enforcementLevel };
}

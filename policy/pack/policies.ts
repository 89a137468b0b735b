import type { EnforcementLevel, Policies, ReportViolation } from "@pulumi/policy";

import { faultsOf, type Fault, type Rule, Stack } from "../rules";
import { GraphBuilder, graphResource } from "./graph-builder";

/**
 * Rules as policies. A rule about single resources is asked when the program registers one, so that nothing of the kind
 * is made; a rule about the whole is asked at the end of a preview, with which `pulumi up` begins too.
 *
 * What always holds is mandatory. What holds in protected stages is mandatory there, and elsewhere only mentioned, with
 * the reason; so is what is accepted.
 */
export function policiesOf(rules: readonly Rule[]): Policies {
  const builder = new GraphBuilder();
  return [
    {
      name: "resources",
      description: "Notes what the program says of each resource, for rules about the whole",
      enforcementLevel: "advisory",
      validateResource: (args) => {
        builder.note(args);
      },
    },
    ...rules.flatMap((rule) => policies(rule, builder)),
  ];
}

function policies(rule: Rule, builder: GraphBuilder): Policies {
  const { id, verdict, check } = rule;
  switch (verdict.kind) {
    case "always":
      return [check.kind === "each" ? ofEach(rule, check) : ofWhole(rule, builder, id, "mandatory", faultsOf)];
    case "accepted":
      return [ofWhole(rule, builder, id, "advisory", because(verdict.reason))];
    case "protected":
      return [
        ofWhole(rule, builder, id, "mandatory", (each, stack) => (stack.isProtected ? faultsOf(each, stack) : [])),
        ofWhole(rule, builder, `${id}-unprotected`, "advisory", (each, stack) =>
          stack.isProtected ? [] : because(verdict.reason)(each, stack),
        ),
      ];
  }
}

type Find = (rule: Rule, stack: Stack) => readonly Fault[];

function because(reason: string): Find {
  return (rule, stack) =>
    faultsOf(rule, stack).map(({ resource, text }) => ({ resource, text: `${text}. Accepted: ${reason}` }));
}

function ofEach(rule: Rule, check: Extract<Rule["check"], { kind: "each" }>): Policies[number] {
  return {
    ...described(rule, rule.id, "mandatory"),
    validateResource: (args, report: ReportViolation) => {
      const resource = graphResource(args);
      if (!check.types.includes(resource.type)) return;
      for (const text of check.faults(resource)) report(text, args.urn);
    },
  };
}

function ofWhole(
  rule: Rule,
  builder: GraphBuilder,
  name: string,
  level: EnforcementLevel,
  find: Find,
): Policies[number] {
  return {
    ...described(rule, name, level),
    validateStack: ({ resources }, report: ReportViolation) => {
      for (const { resource, text } of find(rule, builder.stack(resources))) report(text, resource.urn);
    },
  };
}

function described({ title, why, severity }: Rule, name: string, enforcementLevel: EnforcementLevel) {
  return { name, description: `${title}. ${why}`, severity, enforcementLevel };
}

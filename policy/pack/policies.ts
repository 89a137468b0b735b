import type {
  EnforcementLevel,
  Policies,
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
} from "@pulumi/policy";
import { Stack, violationsOf, type Rule, type Violation } from "../rules";
import { shortType } from "../../offline/recording";
import { NOT_KNOWN, STACK_TYPE, type GraphResource, type Literal } from "../graph";

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

/**
 * Builds the graph of a stack from what the engine passes to a policy pack: the inputs of a resource when the program
 * registers it, and its references when all resources are registered. The values at the end are not used, because they
 * include what a provider computed or read back, such as the rules of a security group.
 */
class EngineGraph {
  private readonly registered = new Map<string, GraphResource>();
  /** All stack policies get the same stack, so that it is analyzed once. */
  private last: Stack | undefined;

  register(args: ResourceValidationArgs): void {
    this.registered.set(args.urn, graphResource(args));
  }

  stackOf(resources: readonly PolicyResource[]): Stack {
    const graph = resources.flatMap((resource) => this.withReferences(resource));
    // Each policy gets its own copy of the resources.
    if (this.last === undefined || JSON.stringify(graph) !== JSON.stringify(this.last.graph)) {
      this.last = new Stack(graph);
    }
    return this.last;
  }

  private withReferences(resource: PolicyResource): readonly GraphResource[] {
    const type = shortType(resource.type);
    const registered = type === STACK_TYPE ? graphResource(resource) : this.registered.get(resource.urn);
    // Components and providers are not part of the graph.
    if (registered === undefined || !(type === STACK_TYPE || /^(?:aws|tls|pulumi)\.\w+/.test(type))) return [];
    const references = Object.entries(resource.propertyDependencies).map(([property, others]) => [
      property,
      others.map(({ urn }) => urn),
    ]);
    return [{ ...registered, references: Object.fromEntries(references) as GraphResource["references"] }];
  }
}

function graphResource({
  urn,
  type,
  name,
  props,
  opts,
}: Pick<ResourceValidationArgs, "urn" | "type" | "name" | "props" | "opts">): GraphResource {
  const properties = literals(props);
  return {
    urn,
    type: shortType(type),
    name,
    properties,
    // The engine passes secrets decrypted and unmarked. If all values count as secret, none gets into a message.
    secrets: Object.keys(properties),
    protected: opts.protect,
    references: {},
  };
}

function literals(values: Readonly<Record<string, unknown>>): Readonly<Record<string, Literal>> {
  return Object.fromEntries(
    Object.keys(values).flatMap((key): [string, Literal][] => {
      const value = literal(() => values[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** Reading a value that is unknown before the deployment throws. */
function literal(read: () => unknown): Literal | undefined {
  let value: unknown;
  try {
    value = read();
  } catch {
    return NOT_KNOWN;
  }
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (Array.isArray(value)) {
    return Array.from({ length: value.length }, (_, index) => literal(() => value[index] as unknown) ?? null);
  }
  return typeof value === "object" ? literals(value as Readonly<Record<string, unknown>>) : undefined;
}

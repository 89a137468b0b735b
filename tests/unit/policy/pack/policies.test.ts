import type {
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { NOT_KNOWN } from "../../../../policy/graph";
import { policiesOf } from "../../../../policy/pack/policies";
import { RULES, type Rule } from "../../../../policy/rules";
import { perResource, perStack, protectedStages, suppressed } from "../../../../policy/rules/rule";

const VPC = "urn:pulumi:stg::p::aws:ec2/vpc:Vpc::vpc";
const SUBNET = "urn:pulumi:stg::p::aws:ec2/subnet:Subnet::public";

function careful(values: Readonly<Record<string, unknown>>, unknown: readonly string[] = []): Record<string, unknown> {
  return new Proxy(
    { ...values, ...Object.fromEntries(unknown.map((key) => [key, "?"])) },
    {
      get: (target, key) => {
        if (unknown.includes(String(key))) throw new Error("can't be known during preview");
        return (target as Record<string | symbol, unknown>)[key];
      },
    },
  );
}

function args(urn: string, props: Record<string, unknown>, protect = false): ResourceValidationArgs {
  const [, type = "", name = ""] = /::p::(.*)::(.*)$/.exec(urn) ?? [];
  return { urn, type, name, props, opts: { protect } } as unknown as ResourceValidationArgs;
}

function rule(id: string, scope: Rule["scope"], check: Rule["check"]): Rule {
  return { id, title: "It holds", severity: "high", why: "Because.", sources: [], scope, check };
}

/** All reports of a pack about two resources: `name level: message at urn`. */
function said(rules: readonly Rule[], { protect = false } = {}): string[] {
  const vpc = args(VPC, careful({ cidrBlock: "10.0.0.0/16" }), protect);
  const subnet = args(SUBNET, careful({ tags: { Name: "a" }, sizes: [1, 2] }, ["vpcId"]));
  const messages: string[] = [];
  const policies = policiesOf(rules);
  for (const resource of [vpc, subnet]) {
    for (const policy of policies) {
      const validate = (policy as ResourceValidationPolicy).validateResource;
      if (typeof validate !== "function") continue;
      void validate(resource, (message, urn) => {
        messages.push(`${policy.name} ${policy.enforcementLevel ?? ""}: ${message} at ${urn ?? ""}`);
      });
    }
  }
  const atTheEnd = [
    { ...vpc, propertyDependencies: {} },
    { ...subnet, props: careful({}, ["vpcId"]), propertyDependencies: { vpcId: [{ urn: VPC }] } },
  ] as unknown as PolicyResource[];
  for (const policy of policies) {
    const { validateStack } = policy as Partial<StackValidationPolicy>;
    void validateStack?.({ resources: atTheEnd } as StackValidationArgs, (message, urn) => {
      messages.push(`${policy.name} ${policy.enforcementLevel ?? ""}: ${message} at ${urn ?? ""}`);
    });
  }
  return messages;
}

const ON_SUBNETS = perResource(["aws.ec2.Subnet"], () => ["it is wrong"]);

describe("The policy pack", () => {
  it("reports a violation of a rule about single resources at registration", () => {
    expect(said([rule("r", undefined, ON_SUBNETS)])).to.deep.equal([`r mandatory: it is wrong at ${SUBNET}`]);
  });

  it("evaluates the stack with the inputs and their references", () => {
    const check = perStack((stack) =>
      stack.graph
        .filter(({ properties: { vpcId } }) => vpcId === NOT_KNOWN)
        .flatMap((resource) => [
          { resource, text: JSON.stringify(resource.properties) },
          ...stack.referred(resource, "vpcId", "aws.ec2.Vpc").map(({ name }) => ({ resource, text: `in ${name}` })),
        ]),
    );
    expect(said([rule("r", undefined, check)])).to.deep.equal([
      `r mandatory: {"tags":{"Name":"a"},"sizes":[1,2]} at ${SUBNET}`,
      `r mandatory: in vpc at ${SUBNET}`,
    ]);
  });

  it("reports suppressed violations as advisory, with the reason", () => {
    expect(said([rule("r", suppressed("it is meant"), ON_SUBNETS)])).to.deep.equal([
      `r advisory: it is wrong. Suppressed: it is meant at ${SUBNET}`,
    ]);
  });

  it("reports violations of rules for protected stages as advisory in other stages", () => {
    const rules = [rule("r", protectedStages("it costs"), ON_SUBNETS)];
    expect(said(rules, { protect: true })).to.deep.equal([`r mandatory: it is wrong at ${SUBNET}`]);
    expect(said(rules)).to.deep.equal([`r-unprotected advisory: it is wrong. Suppressed: it costs at ${SUBNET}`]);
  });

  it("treats every value as secret, because the engine does not say which are", () => {
    const check = perResource(["aws.ec2.Subnet"], ({ secrets }) => [secrets.join()]);
    expect(said([rule("r", undefined, check)])).to.deep.equal([`r mandatory: tags,sizes,vpcId at ${SUBNET}`]);
  });

  it("has every rule, each under its own name", () => {
    const names = policiesOf(RULES).map(({ name }) => name);
    expect(names).to.include.members(RULES.map(({ id }) => id));
    expect(new Set(names).size).to.equal(names.length);
  });
});

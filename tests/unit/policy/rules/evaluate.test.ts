import { expect } from "chai";

import { evaluate, type Rule } from "../../../../policy/rules";
import { perResource, perStack, protectedStages, suppressed, type Scope } from "../../../../policy/rules/rule";
import { GraphBuilder } from "../support/graph-builder";

function rule(scope: Scope | undefined, check: Rule["check"]): Rule {
  return { id: "r", title: "It holds", severity: "low", why: "Because.", sources: [], scope, check };
}

function statuses(scope: Scope | undefined, { isProtected = false } = {}): (readonly [string, string | undefined])[] {
  const builder = new GraphBuilder();
  builder.vpc();
  const graph = builder.graph().map((resource) => ({ ...resource, protected: isProtected }));
  const check = perResource(["aws.ec2.Vpc"], () => ["it is wrong"]);
  return evaluate(graph, [rule(scope, check)]).map(({ status, reason }) => [status, reason]);
}

describe("A finding", () => {
  it("breaks a rule for every stage", () => {
    expect(statuses(undefined)).to.deep.equal([["broken", undefined]]);
  });

  it("breaks a rule for protected stages there, and is suppressed in other stages", () => {
    const scope = protectedStages("it costs");
    expect(statuses(scope, { isProtected: true })).to.deep.equal([["broken", undefined]]);
    expect(statuses(scope)).to.deep.equal([["accepted", "it costs"]]);
  });

  it("is suppressed everywhere, with the reason, if the rule is", () => {
    expect(statuses(suppressed("it is meant"), { isProtected: true })).to.deep.equal([["accepted", "it is meant"]]);
  });

  it("is about each resource of the rule's types, or about those that a check of the stack returns", () => {
    const builder = new GraphBuilder();
    const vpc = builder.vpc();
    const subnet = builder.subnet("a", vpc, "10.0.0.0/24");
    const rules = [
      rule(
        undefined,
        perResource(["aws.ec2.Subnet"], ({ name }) => [`${name} is one`, `${name} is one`]),
      ),
      rule(
        undefined,
        perStack((stack) => stack.referring(vpc, "aws.ec2.Subnet").map((resource) => ({ resource, text: "in it" }))),
      ),
    ];
    const found = evaluate(builder.graph(), rules).map(({ resource, text }) => [resource, text]);
    expect(found).to.deep.equal([
      [subnet, "a is one"],
      [subnet, "a is one"],
      [subnet, "in it"],
    ]);
  });
});

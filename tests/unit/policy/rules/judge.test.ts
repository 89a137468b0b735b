import { expect } from "chai";

import type { Rule, Verdict } from "../../../../policy/rules";
import { findingsIn } from "../../../../policy/rules";
import { accepted, ALWAYS, each, whereProtected, whole } from "../../../../policy/rules/rule";
import { Sketch } from "../support/sketch";

function rule(verdict: Verdict, check: Rule["check"]): Rule {
  return { id: "r", title: "It holds", severity: "low", why: "Because.", sources: [], verdict, check };
}

function statuses(verdict: Verdict, { isProtected = false } = {}): (readonly [string, string | undefined])[] {
  const sketch = new Sketch();
  sketch.vpc();
  const graph = sketch.graph().map((resource) => ({ ...resource, protected: isProtected }));
  const judged = findingsIn(graph, [
    rule(
      verdict,
      each(["aws.ec2.Vpc"], () => ["it is wrong"]),
    ),
  ]);
  return judged.map(({ status, reason }) => [status, reason]);
}

describe("A finding of a standing rule", () => {
  it("is broken where the rule always holds", () => {
    expect(statuses(ALWAYS)).to.deep.equal([["broken", undefined]]);
  });

  it("is broken in a protected stage, and accepted in others, where the rule holds in protected ones", () => {
    const verdict = whereProtected("it costs");
    expect(statuses(verdict, { isProtected: true })).to.deep.equal([["broken", undefined]]);
    expect(statuses(verdict)).to.deep.equal([["accepted", "it costs"]]);
  });

  it("is accepted everywhere, with its reason, where that is decided", () => {
    expect(statuses(accepted("it is meant"), { isProtected: true })).to.deep.equal([["accepted", "it is meant"]]);
  });

  it("is about each resource of the rule's types, or about those that a look at the whole finds", () => {
    const sketch = new Sketch();
    const vpc = sketch.vpc();
    const subnet = sketch.subnet("a", vpc, "10.0.0.0/24");
    const rules = [
      rule(
        ALWAYS,
        each(["aws.ec2.Subnet"], ({ name }) => [`${name} is one`, `${name} is one`]),
      ),
      rule(
        ALWAYS,
        whole((stack) => stack.referring(vpc, "aws.ec2.Subnet").map((resource) => ({ resource, text: "in it" }))),
      ),
    ];
    const found = findingsIn(sketch.graph(), rules).map(({ resource, text }) => [resource, text]);
    expect(found).to.deep.equal([
      [subnet, "a is one"],
      [subnet, "a is one"],
      [subnet, "in it"],
    ]);
  });
});

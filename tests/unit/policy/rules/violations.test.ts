import { expect } from "chai";

import { NOT_KNOWN, type Graph } from "../../../../policy/graph";
import { memoize } from "../../../../policy/memoize";
import { evaluate, RULES } from "../../../../policy/rules";
import { graphOf, set } from "../support/inject";
import { INJECTIONS } from "./violations";

const brokenIn = memoize((graph: Graph) => evaluate(graph).filter(({ status }) => status === "broken"));

describe("An injected violation", () => {
  for (const { rule, what, change, stage } of INJECTIONS) {
    it(`is found by ${rule} alone: ${what}`, async () => {
      const graph = await graphOf(stage);
      expect(brokenIn(graph), "without it").to.deep.equal([]);
      expect([...new Set(brokenIn(change(graph)).map((finding) => finding.rule.id))]).to.deep.equal([rule]);
    });
  }

  it("exists for every rule that is enforced anywhere", () => {
    const rules = RULES.filter(({ scope }) => scope?.kind !== "suppressed").map(({ id }) => id);
    expect(new Set(INJECTIONS.map(({ rule }) => rule))).to.include.keys(rules);
  });
});

describe("A TLS policy whose name is unknown during a preview", () => {
  it("breaks no rule", async () => {
    const unknown = set("aws.elb.ListenerPolicy", "", { policyNames: NOT_KNOWN });
    expect(brokenIn(unknown(await graphOf("stg")))).to.deep.equal([]);
  });
});

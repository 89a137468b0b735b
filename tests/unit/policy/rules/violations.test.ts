import { expect } from "chai";

import { NOT_KNOWN, type Graph } from "../../../../policy/graph";
import { memoize } from "../../../../policy/memoize";
import { evaluate, RULES } from "../../../../policy/rules";
import { graphOf, set } from "../support/inject";
import { INJECTIONS } from "./violations";

/** Every fault of a stage is held against the same stage, which is looked at once. */
const brokenIn = memoize((graph: Graph) => evaluate(graph).filter(({ status }) => status === "broken"));

describe("A planted fault", () => {
  for (const { what, rule, change, in: stage = "stg" } of INJECTIONS) {
    it(`is found by ${rule} alone: ${what}`, async () => {
      const graph = await graphOf(stage);
      expect(brokenIn(graph), "without it").to.deep.equal([]);
      expect([...new Set(brokenIn(change(graph)).map((finding) => finding.rule.id))]).to.deep.equal([rule]);
    });
  }

  it("is none where a preview does not know the name of the TLS policy yet, as when it is replaced", async () => {
    const unknown = set("aws.elb.ListenerPolicy", "", { policyNames: NOT_KNOWN });
    expect(brokenIn(unknown(await graphOf("stg")))).to.deep.equal([]);
  });

  it("is there for every rule that must hold", () => {
    const rules = RULES.filter(({ scope }) => scope?.kind !== "suppressed");
    const planted = new Set(INJECTIONS.map(({ rule }) => rule));
    expect(rules.map(({ id }) => id).filter((id) => !planted.has(id))).to.deep.equal([]);
  });
});

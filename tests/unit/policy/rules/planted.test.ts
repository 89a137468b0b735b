import { expect } from "chai";

import { NOT_KNOWN, type Graph } from "../../../../policy/graph";
import { oncePer } from "../../../../policy/once";
import { findingsIn, RULES } from "../../../../policy/rules";
import { graphOf, set } from "../support/plant";
import { PLANTED } from "./planted";

/** Every fault of a ground is held against the same ground, which is looked at once. */
const brokenIn = oncePer((graph: Graph) => findingsIn(graph).filter(({ status }) => status === "broken"));

describe("A planted fault", () => {
  for (const { what, rule, change, in: ground = "stg" } of PLANTED) {
    it(`is found by ${rule} alone: ${what}`, async () => {
      const graph = await graphOf(ground);
      expect(brokenIn(graph), "without it").to.deep.equal([]);
      expect([...new Set(brokenIn(change(graph)).map((finding) => finding.rule.id))]).to.deep.equal([rule]);
    });
  }

  it("is none where a preview does not know the name of the TLS policy yet, as when it is replaced", async () => {
    const unknown = set("aws.elb.ListenerPolicy", "", { policyNames: NOT_KNOWN });
    expect(brokenIn(unknown(await graphOf("stg")))).to.deep.equal([]);
  });

  it("is there for every rule that must hold", () => {
    const rules = RULES.filter(({ verdict }) => verdict.kind !== "accepted");
    const planted = new Set(PLANTED.map(({ rule }) => rule));
    expect(rules.map(({ id }) => id).filter((id) => !planted.has(id))).to.deep.equal([]);
  });
});

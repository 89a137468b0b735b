import { expect } from "chai";

import { findingsIn, RULES } from "../../../policy/rules";
import { graphOf } from "../support/plant";
import { PLANTED } from "./planted";

describe("A planted fault", () => {
  for (const { what, rule, change, in: ground = "stg" } of PLANTED) {
    it(`is found by ${rule} alone: ${what}`, async () => {
      const graph = await graphOf(ground);
      const before = findingsIn(graph).filter(({ status }) => status === "broken");
      expect(before, "without it").to.deep.equal([]);
      const after = findingsIn(change(graph)).filter(({ status }) => status === "broken");
      expect([...new Set(after.map((finding) => finding.rule.id))]).to.deep.equal([rule]);
    });
  }

  it("is there for every rule that must hold", () => {
    const rules = RULES.filter(({ verdict }) => verdict.kind !== "accepted");
    const planted = new Set(PLANTED.map(({ rule }) => rule));
    expect(rules.map(({ id }) => id).filter((id) => !planted.has(id))).to.deep.equal([]);
  });
});

import { expect } from "chai";

import { evaluate, type Suppression, type CheckResult } from "../../../../tools/scan/evaluate";

describe("judging what a scanner says", () => {
  const failed: CheckResult = { check: "C1", title: "t", resource: "aws_lb.web", passed: false };
  const entry: Suppression = { check: "C1", resource: /aws_lb\..*/, reason: "why" };

  it("takes a failure without a written reason for unexplained", () => {
    expect(evaluate([failed], [])).to.deep.include({ unexplained: [failed], suppressed: [] });
  });

  it("takes one with a written reason for suppressed", () => {
    expect(evaluate([failed], [entry])).to.deep.equal({
      passed: [],
      suppressed: [{ result: failed, reason: "why" }],
      unexplained: [],
      stale: [],
    });
  });

  it("finds the entry that no failure needs any more", () => {
    const passed = { ...failed, passed: true };
    expect(evaluate([passed], [entry])).to.deep.include({ passed: [passed], stale: [entry] });
  });

  it("matches whole names only, and the same check only", () => {
    const { unexplained } = evaluate(
      [failed],
      [
        { ...entry, resource: /aws_lb/ },
        { ...entry, check: "C2" },
      ],
    );
    expect(unexplained).to.deep.equal([failed]);
  });
});

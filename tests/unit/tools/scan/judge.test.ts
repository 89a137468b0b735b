import { expect } from "chai";

import { judge, type Accepted, type Verdict } from "../../../../tools/scan/judge";

describe("judging what a scanner says", () => {
  const failed: Verdict = { check: "C1", title: "t", resource: "aws_lb.web", passed: false };
  const entry: Accepted = { check: "C1", resource: /aws_lb\..*/, reason: "why" };

  it("takes a failure without a written reason for unexplained", () => {
    expect(judge([failed], [])).to.deep.include({ unexplained: [failed], accepted: [] });
  });

  it("takes one with a written reason for accepted", () => {
    expect(judge([failed], [entry])).to.deep.equal({
      passed: [],
      accepted: [{ verdict: failed, reason: "why" }],
      unexplained: [],
      stale: [],
    });
  });

  it("finds the entry that no failure needs any more", () => {
    const passed = { ...failed, passed: true };
    expect(judge([passed], [entry])).to.deep.include({ passed: [passed], stale: [entry] });
  });

  it("matches whole names only, and the same check only", () => {
    const { unexplained } = judge(
      [failed],
      [
        { ...entry, resource: /aws_lb/ },
        { ...entry, check: "C2" },
      ],
    );
    expect(unexplained).to.deep.equal([failed]);
  });
});

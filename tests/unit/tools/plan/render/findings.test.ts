import { expect } from "chai";

import type { PlanDocument, PlannedFinding } from "../../../../../tools/plan/document";
import { findingRows } from "../../../../../tools/plan/render/findings";

function finding(more: Partial<PlannedFinding>): PlannedFinding {
  return {
    rule: "imdsv2",
    title: "The metadata service asks for a token",
    severity: "high",
    sources: ["FSBP EC2.8", "CKV_AWS_79"],
    status: "broken",
    resource: "web",
    text: "httpTokens is not required",
    ...more,
  };
}

function rows(...findings: PlannedFinding[]): (readonly [label: string, name: string, parts: readonly string[]])[] {
  return findingRows({ findings } as unknown as PlanDocument).map(({ label, name, parts }) => [label, name, parts]);
}

describe("What the rules find, in a report,", () => {
  it("is what must be put right, how bad that is, and by whose rule", () => {
    expect(rows(finding({}))).to.deep.equal([
      ["high", "web", ["httpTokens is not required (imdsv2, FSBP EC2.8)", "The metadata service asks for a token"]],
    ]);
  });

  it("is a count of what is accepted, with the rules", () => {
    const accepted = { status: "accepted", reason: "it costs" } as const;
    expect(
      rows(finding({ ...accepted, rule: "a" }), finding({ ...accepted, rule: "a", resource: "nat" })),
    ).to.deep.equal([
      ["broken", "none", []],
      ["accepted", "2 findings", ["a"]],
    ]);
  });
});

import { evaluate, type CheckResult } from "../../../../tools/scan/evaluate";
import { report, scanList } from "../../../../tools/scan/report";

const result = (check: string, resource: string, passed: boolean): CheckResult => ({
  check,
  title: `asks ${check}`,
  resource,
  passed,
});
const LIST = [{ check: "C1", resource: /elb/, reason: "why not" }];

describe("The report of a scanner", () => {
  it("counts by stage, and keeps a suppression that one stage needs", () => {
    const scan = { prod: [result("C1", "elb", true)], stg: [result("C1", "elb", false), result("C2", "vpc", true)] };
    expect(report("checkov", scan, LIST)).to.deep.equal({
      lines: [
        "checkov on prod: 1 checks apply, 1 results: 1 passed, 0 suppressed, 0 unexplained",
        "checkov on stg: 2 checks apply, 2 results: 1 passed, 1 suppressed, 0 unexplained",
      ],
      isClean: true,
    });
  });

  it("lists unexplained failures and stale suppressions", () => {
    const { lines, isClean } = report("checkov", { stg: [result("C2", "vpc", false)] }, LIST);
    expect(isClean).to.equal(false);
    expect(lines.slice(1)).to.deep.equal([
      "stg: C2 fails on vpc: asks C2",
      "C1 fails on no elb any more: its reason can go",
    ]);
  });

  it("matches whole resource names only, and the same check only", () => {
    const failed = result("C1", "elb-2", false);
    expect(evaluate([failed], LIST).unexplained).to.deep.equal([failed]);
    expect(evaluate([failed], [{ check: "C2", resource: /elb-2/, reason: "" }]).unexplained).to.deep.equal([failed]);
  });

  it("is not clean with only one of the two", () => {
    expect(report("checkov", { stg: [result("C2", "vpc", false)] }, []).isClean).to.equal(false);
    expect(report("checkov", { stg: [] }, LIST).isClean).to.equal(false);
  });

  it("lists failed checks with their results and reasons, then those that passed", () => {
    const scan = {
      prod: [result("C1", "elb", false), result("C1", "vpc", true), result("C3", "vpc", true)],
      stg: [result("C2", "vpc", false)],
    };
    expect(scanList(scan, LIST).split("\n")).to.deep.equal([
      "- `C1`: asks C1. prod 1 passed, 1 suppressed. Reason: why not",
      "- `C2`: asks C2. stg 1 UNEXPLAINED.",
      "- Passed: `C3` (prod 1)",
    ]);
  });
});

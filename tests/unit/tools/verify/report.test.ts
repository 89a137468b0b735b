import { readFileSync } from "node:fs";
import { join } from "node:path";
import { painter } from "../../../../tools/plan/render/style";
import { asJson, resultLines } from "../../../../tools/verify/report";
import { CHECKS, type Result, type Verified } from "../../../../tools/verify/verify";
import { NAME, stageWith } from "./support";

const PASSED: Result = { id: "http", title: "It answers", status: "passed", detail: "hello!", seconds: 0.2 };
const FAILED: Result = { id: "closed", title: "Nothing else does", status: "failed", detail: "22 does", seconds: 3 };
const KILLED = {
  ...{ terminated: "i-0aa", replacedBy: ["i-0ad"], secondsUntilNoticed: 12.5, secondsUntilWhole: 180 },
  visitors: { sent: 700, failed: 3, longestGapMs: 900 },
};

const plain = painter(false);
const text = readFileSync(join(__dirname, "..", "..", "..", "..", "docs", "verify.md"), "utf8");

function verified(more: Partial<Verified> = {}): Verified {
  return {
    ...{ stage: stageWith(), hasInstances: true, loadBalancer: NAME, seconds: 3.2, results: [PASSED, FAILED] },
    startedAt: new Date("2026-11-25T12:00:00.123Z"),
    ...more,
  };
}

describe("The report of a run", () => {
  it("shows status, title and detail of each check", () => {
    expect(resultLines(PASSED, plain)).to.equal("passed   It answers (0.2 s)\n         hello!\n");
    expect(resultLines(FAILED, plain)).to.equal("FAILED   Nothing else does (3 s)\n         22 does\n");
    expect(resultLines(FAILED, painter(true))).to.match(
      /^\u001b\[31mFAILED \u001b\[39m {2}\u001b\[1mNothing else does/,
    );
  });

  it("is data in the form that docs/verify.md describes, to the letter", () => {
    const document: unknown = JSON.parse(asJson(verified({ drill: KILLED })));
    const [, example = ""] = /```json\n(.*?)```/s.exec(text) ?? [];
    expect(shapeOf(document)).to.deep.equal(shapeOf(JSON.parse(example)));
    expect(document).to.include({
      ...{ formatVersion: 1, service: "servicename", stage: "stg", region: "ap-northeast-1", emulator: false },
      ...{ loadBalancer: NAME, startedAt: "2026-11-25T12:00:00.123Z", seconds: 3.2, passed: false },
    });
    expect(document).to.have.deep.property("checks", [PASSED, FAILED]);
    expect(document).to.have.deep.property("killOne", KILLED);
  });

  it("has passed when nothing failed, and leaves out the drill that did not run", () => {
    const document: unknown = JSON.parse(asJson(verified({ results: [PASSED], hasInstances: false })));
    expect(document).to.include({ passed: true, emulator: true });
    expect(document).to.not.have.property("killOne");
  });

  it("has the checks that docs/verify.md explains, in their order", () => {
    const explained = [...text.matchAll(/^- `([a-z-]+)`:/gm)].map(([, id]) => id);
    expect(explained.filter((id) => CHECKS.some((check) => check.id === id) || id === "kill-one")).to.deep.equal([
      ...CHECKS.map(({ id }) => id),
      "kill-one",
    ]);
  });
});

/** Keys and types in a document; of a list, those of its first item. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]);
}

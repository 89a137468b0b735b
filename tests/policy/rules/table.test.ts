import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { rulesTable } from "../../../policy/rules/table";

const FILE = join(__dirname, "..", "..", "..", "docs", "security.md");
const [BEGIN, END] = ["<!-- rules -->", "<!-- end of rules -->"];

/** A table without the blanks and dashes that only align it. */
function bare(table: string): string {
  return table.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---").trim();
}

describe("docs/security.md", () => {
  it("shows the standing rules as they are (UPDATE_SNAPSHOTS=1 npm test, then npm run format, takes them over)", () => {
    const text = readFileSync(FILE, "utf8");
    const [before = "", rest = ""] = text.split(BEGIN);
    const [table = "", after = ""] = rest.split(END);
    if (process.env.UPDATE_SNAPSHOTS === "1" && bare(table) !== bare(rulesTable())) {
      writeFileSync(FILE, `${before}${BEGIN}\n\n${rulesTable()}\n\n${END}${after}`);
      return;
    }
    expect(bare(table)).to.equal(bare(rulesTable()));
  });
});

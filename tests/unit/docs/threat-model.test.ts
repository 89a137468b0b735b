import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { RULES } from "../../../policy/rules";
import { filesBelow, ROOT } from "./support";

const TEXT = readFileSync(join(ROOT, "docs", "threat-model.md"), "utf8");

/** The cells of the table of attacks. */
function attacks(): readonly { readonly tries: string; readonly shownBy: string; readonly left: string }[] {
  const [, rest = ""] = TEXT.split("## Who attacks how");
  const rows = (rest.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) => {
    const [, , tries = "", , shownBy = "", left = ""] = row.split("|").map((cell) => cell.trim());
    return { tries, shownBy, left };
  });
}

describe("docs/threat-model.md", () => {
  it("says of each attack what shows that it is stopped, and what is left", () => {
    expect(attacks()).to.have.length.above(15);
    for (const { tries, shownBy, left } of attacks()) {
      expect(shownBy, tries).to.not.equal("");
      expect(left, tries).to.not.equal("");
    }
  });

  it("names rules and tests that are there", () => {
    const names = attacks().flatMap(({ shownBy }) =>
      [...shownBy.matchAll(/(?<!")`([^`]+)`/g)].map(([, name = ""]) => name),
    );
    const rules = RULES.map(({ id }) => id);
    const missing = names.filter((name) => {
      if (name.startsWith("npm ")) return false;
      return !(name.includes("/") ? existsSync(join(ROOT, name)) : rules.includes(name));
    });
    expect(names).to.have.length.above(30);
    // Titles of tests may hold such marks themselves.
    expect(missing.filter((name) => name !== "up")).to.deep.equal([]);
  });

  it("quotes titles of tests that are there", () => {
    const tests = filesBelow(join(ROOT, "tests", "e2e"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const titles = attacks().flatMap(({ shownBy }) =>
      [...shownBy.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title),
    );
    expect(titles).to.have.length.above(2);
    expect(titles.filter((title) => !tests.includes(title))).to.deep.equal([]);
  });
});

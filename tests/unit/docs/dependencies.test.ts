import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { ROOT } from "./support";

const TEXT = readFileSync(join(ROOT, "docs", "dependencies.md"), "utf8");

const PACKAGE = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** The packages in a section's table. */
function listed(heading: string): readonly string[] {
  const [, rest = ""] = TEXT.split(`## ${heading}\n`);
  const rows = (rest.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| `"));
  return rows
    .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name))
    .sort();
}

describe("docs/dependencies.md", () => {
  it("has each package that the program runs with, and no other", () => {
    expect(listed("What the program and its tools run with")).to.deep.equal(Object.keys(PACKAGE.dependencies).sort());
  });

  it("has each package that it is made and checked with, and no other", () => {
    expect(listed("What it is made and checked with")).to.deep.equal(Object.keys(PACKAGE.devDependencies).sort());
  });

  it("gives a reason for each", () => {
    for (const row of TEXT.split("\n").filter((line) => line.startsWith("| `"))) {
      expect(row.split("|")[2]?.trim(), row).to.match(/^.{10}/);
    }
  });

  it("is about packages whose versions are exact", () => {
    for (const [name, version] of Object.entries({ ...PACKAGE.dependencies, ...PACKAGE.devDependencies })) {
      expect(version, name).to.match(/^\d+\.\d+\.\d+$/);
    }
  });
});

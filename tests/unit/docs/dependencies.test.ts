import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./support";

const TEXT = readFileSync(join(ROOT, "docs", "dependencies.md"), "utf8");

const PACKAGE = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** The list items of a section: the packages, and why they are here. */
function items(heading: string): readonly { readonly names: readonly string[]; readonly reason: string }[] {
  const [, rest = ""] = TEXT.split(`## ${heading}\n`);
  const lines = (rest.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("- `"));
  return lines.map((line) => {
    const [names = "", reason = ""] = line.split(/`: (.*)/);
    return { names: names.slice(3).split("`, `"), reason };
  });
}

const RUNTIME = items("What the program and its tools run with");
const DEVELOPMENT = items("What it is built and tested with");

describe("docs/dependencies.md", () => {
  it("lists each package that the program runs with, and no other", () => {
    expect(RUNTIME.flatMap(({ names }) => names).sort()).to.deep.equal(Object.keys(PACKAGE.dependencies).sort());
  });

  it("lists each package that it is built and tested with, and no other", () => {
    expect(DEVELOPMENT.flatMap(({ names }) => names).sort()).to.deep.equal(Object.keys(PACKAGE.devDependencies).sort());
  });

  it("gives a reason for each", () => {
    for (const { names, reason } of [...RUNTIME, ...DEVELOPMENT]) expect(reason, names[0]).to.match(/^.{10}/);
  });

  it("lists only packages with exact versions", () => {
    for (const [name, version] of Object.entries({ ...PACKAGE.dependencies, ...PACKAGE.devDependencies })) {
      expect(version, name).to.match(/^\d+\.\d+\.\d+$/);
    }
  });
});

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..");

/** Tables: long, and read by looking something up. */
const DATA = /^(offline\/resource-types|tools\/(costs\/prices|local\/rejections\/[\w-]+))\.ts$/;

function sources(): readonly string[] {
  const options = { cwd: ROOT, encoding: "utf8" } as const;
  return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], options)
    .split("\n")
    .filter((file) => file !== "" && !file.startsWith("tests/"));
}

const linesOf = (file: string): number => readFileSync(join(ROOT, file), "utf8").trimEnd().split("\n").length;

describe("The layout of the project", () => {
  it("has one program file in its root, a table of contents of at most 80 lines", () => {
    expect(sources().filter((file) => !file.includes("/"))).to.deep.equal(["index.ts"]);
    expect(linesOf("index.ts")).to.be.at.most(80);
  });

  it("has no source file of more than 300 lines", () => {
    const long = sources().filter((file) => !DATA.test(file) && linesOf(file) > 300);
    expect(long.map((file) => `${file}: ${linesOf(file)}`)).to.deep.equal([]);
  });
});

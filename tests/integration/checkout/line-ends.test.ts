import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect } from "chai";

const ROOT = join(__dirname, "..", "..", "..");

/** The project's files, committed or not. */
function filesHere(): string[] {
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--exclude=node_modules"];
  const files = execFileSync("git", listed, { cwd: ROOT, encoding: "utf8" }).split("\0");
  return files.filter((file) => file !== "" && existsSync(join(ROOT, file)));
}

describe("a clone made by Git for Windows, which turns line ends into CRLF", () => {
  let base = "";
  let clone = "";
  before(function () {
    this.timeout(60_000);
    if (!existsSync(join(ROOT, ".git"))) this.skip();
    base = mkdtempSync(join(tmpdir(), "clone-"));
    const origin = join(base, "origin");
    clone = join(base, "プロジェクト with spaces");
    for (const file of filesHere()) {
      mkdirSync(dirname(join(origin, file)), { recursive: true });
      cpSync(join(ROOT, file), join(origin, file));
    }
    const git = (cwd: string, ...args: string[]): void => {
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd });
    };
    git(origin, "init", "--quiet");
    git(origin, "add", "--all");
    git(origin, "commit", "--quiet", "--message", "all");
    git(base, "clone", "--quiet", "-c", "core.autocrlf=true", origin, clone);
  });
  after(() => {
    if (base !== "") rmSync(base, { recursive: true });
  });

  it("has LF line ends in every text file", () => {
    const texts = filesHere().filter((file) => !/\.(png|gz)$/.test(file));
    expect(texts).to.include.members(["compute/web/web.sh", "network/nat/nat.sh", ".ci/run"]);
    const wrong = texts.filter((file) => readFileSync(join(clone, file)).includes("\r"));
    expect(wrong).to.deep.equal([]);
  });

  it("creates the same user data", () => {
    const script = (root: string): string =>
      execFileSync(
        process.execPath,
        [
          ...["-r", require.resolve("ts-node/register/transpile-only"), "-e"],
          'process.stdout.write(require("./lib/user-data").userDataFrom("network/nat/nat.sh", { VPC_CIDR: "10.0.0.0/16" }))',
        ],
        { cwd: root, encoding: "utf8" },
      );
    symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
    expect(script(clone)).to.equal(script(ROOT));
  });
});

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitProject, git, projectFiles, ROOT } from "../support/project";

describe("A clone by Git for Windows, which converts line endings to CRLF", () => {
  let base = "";
  let clone = "";
  before(function () {
    this.timeout(60_000);
    if (!existsSync(join(ROOT, ".git"))) this.skip();
    base = mkdtempSync(join(tmpdir(), "clone-"));
    const origin = join(base, "origin");
    clone = join(base, "プロジェクト with spaces");
    commitProject(origin);
    git(base, "clone", "--quiet", "-c", "core.autocrlf=true", origin, clone);
  });
  after(() => {
    if (base !== "") rmSync(base, { recursive: true });
  });

  it("has LF line endings in every text file", () => {
    const texts = projectFiles().filter((file) => !/\.(png|gz)$/.test(file));
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

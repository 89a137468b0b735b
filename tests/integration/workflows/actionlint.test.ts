import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder";

const SCRIPT = join(__dirname, "..", "..", "..", ".github", "scripts", "lint-workflows.sh");

describe("actionlint", () => {
  const folder = temporaryFolder();
  const lint = (...files: string[]): { status: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync(SCRIPT, files, { encoding: "utf8" });
    return { status, said: stdout + stderr };
  };
  const lintStep = (step: string, more = ""): { status: number | null; said: string } => {
    const file = join(folder(), ".github", "workflows", "invalid.yml");
    mkdirSync(join(file, ".."), { recursive: true });
    const job = `jobs:\n  a:\n    runs-on: ubuntu-24.04\n${more}    steps:\n      - ${step}\n`;
    writeFileSync(file, `on: pull_request\npermissions: {}\n${job}`);
    return lint(file);
  };

  it("finds nothing in our workflows", () => {
    expect(lint()).to.deep.equal({ status: 0, said: "" });
  });

  it("finds nothing in a valid workflow, and the error in each invalid one", () => {
    expect(lintStep("run: npm test")).to.deep.equal({ status: 0, said: "" });
    for (const [step, more, said] of [
      ["rum: npm test", "", /step must run script with "run" section/],
      ["run: echo ${{ github.event.pull_request.title }}", "", /is potentially untrusted/],
      ["run: echo ${{ github.nothing }}", "", /property "nothing" is not defined/],
      ["run: cd $HOME/x && rm -rf $1", "", /shellcheck reported issue/],
      ["run: npm test", "    needs: b\n", /needs job "b" which does not exist/],
      ["run: npm test", "    permissions:\n      content: read\n", /unknown permission scope "content"/],
    ] as const) {
      const result = lintStep(step, more);
      expect(result.status, step).to.equal(1);
      expect(result.said).to.match(said);
    }
  });

  it("says that Go is missing", () => {
    for (const tool of ["dirname", "realpath"]) {
      symlinkSync(execFileSync("which", [tool], { encoding: "utf8" }).trim(), join(folder(), tool));
    }
    const env = { PATH: folder() };
    const { status, stderr } = spawnSync("/bin/bash", [SCRIPT], { env, encoding: "utf8" });
    expect({ status, stderr }).to.deep.equal({
      status: 1,
      stderr: "actionlint is built with Go 1.25 or newer: https://go.dev/dl/\n",
    });
  });
});

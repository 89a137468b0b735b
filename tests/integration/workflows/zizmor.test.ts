import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installPython } from "../../../tools/python/environment";
import { temporaryFolder } from "../../support/temporary-folder";

const ROOT = join(__dirname, "..", "..", "..");

const ZIZMOR = { folder: "venv-zizmor", requirements: ["zizmor==1.32.0"], what: "zizmor", takes: "ten seconds" };

/** Audits workflows for security, offline. Accepted findings are in `.github/zizmor.yml`, each with a reason. */
async function zizmor(input: string): Promise<{ status: number | null; output: string }> {
  const python = await installPython(ROOT, ZIZMOR, console.log);
  const config = join(ROOT, ".github", "zizmor.yml");
  const options = ["--offline", "--no-progress", "--color", "never", "--config", config, input];
  const env = { PATH: process.env.PATH };
  const { status, stdout, stderr } = spawnSync(join(dirname(python), "zizmor"), options, {
    cwd: ROOT,
    encoding: "utf8",
    env,
  });
  return { status, output: stdout + stderr };
}

describe("zizmor", () => {
  const folder = temporaryFolder();

  it("finds nothing in our workflows and actions that is not suppressed with a reason", async () => {
    const { status, output } = await zizmor(".github");
    expect(status, output).to.equal(0);
  });

  it("reports each issue of a bad workflow", async () => {
    mkdirSync(join(folder(), ".github", "workflows"), { recursive: true });
    writeFileSync(
      join(folder(), ".github", "workflows", "bad.yml"),
      [
        "on: pull_request_target",
        "jobs:",
        "  a:",
        "    runs-on: ubuntu-24.04",
        "    steps:",
        "      - uses: actions/checkout@v7",
        "        with:",
        "          ref: x",
        "      - run: echo ${{ github.event.pull_request.title }}",
        "",
      ].join("\n"),
    );
    const { status, output } = await zizmor(folder());
    expect(status).to.be.greaterThan(0);
    for (const audit of [
      "dangerous-triggers",
      "unpinned-uses",
      "template-injection",
      "excessive-permissions",
      "artipacked",
    ]) {
      expect(output).to.contain(`[${audit}]`);
    }
  });
});

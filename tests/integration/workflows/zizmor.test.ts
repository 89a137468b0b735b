import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { zizmor } from "./zizmor-findings";

const ROOT = join(__dirname, "..", "..", "..");

describe("zizmor", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "workflows-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("finds nothing in our workflows and actions that is not suppressed with a reason", async () => {
    const { status, output } = await zizmor(ROOT, [".github"], console.log);
    expect(status, output).to.equal(0);
  });

  it("reports each issue of a bad workflow", async () => {
    mkdirSync(join(folder, ".github", "workflows"), { recursive: true });
    writeFileSync(
      join(folder, ".github", "workflows", "bad.yml"),
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
    const { status, output } = await zizmor(ROOT, [folder], console.log);
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

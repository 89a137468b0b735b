import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder";

const SCRIPT = join(__dirname, "..", "..", "..", ".github", "scripts", "stage.sh");

describe("a stage in a workflow", () => {
  const folder = temporaryFolder();
  beforeEach(() => {
    writeFileSync(join(folder(), "pulumi"), '#!/bin/sh\necho "$@"\nexit 7\n', { mode: 0o755 });
  });
  const run = (...args: string[]): { status: number | null; out: string } => {
    const PATH = [folder(), process.env.PATH ?? ""].join(delimiter);
    const { status, stdout } = spawnSync(SCRIPT, args, { cwd: folder(), env: { PATH }, encoding: "utf8" });
    return { status, out: stdout.trim() };
  };
  const common = "--non-interactive --color never --policy-pack policy";

  for (const [command, expected] of [
    ["preview", `preview --diff --stack stg ${common}`],
    ["drift", `preview --refresh --expect-no-changes --diff --stack stg ${common}`],
    ["up", `up --yes --stack stg ${common}`],
  ] as const) {
    it(`${command}: pulumi ${expected}, with the policy pack, and its status counts`, () => {
      expect(run(command, "stg")).to.deep.equal({ status: 7, out: expected });
    });
  }

  it("does nothing else", () => {
    expect(run("destroy", "stg")).to.deep.equal({ status: 2, out: "" });
    expect(run("up").status).to.equal(1);
  });
});

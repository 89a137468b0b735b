import { expect } from "chai";

import type { Help } from "../../../../tools/command-line";
import { readCommandLine } from "../../../../tools/recover/command-line";
import { messageOf } from "../../../support/waits";

const PLAIN = { stage: "stg", dryRun: false, yes: false, destroy: false };

describe("The command line of npm run recover", () => {
  it("is a stage and its options", () => {
    expect(readCommandLine(["stg"])).to.deep.equal(PLAIN);
    expect(readCommandLine(["stg", "--dry-run"])).to.deep.equal({ ...PLAIN, dryRun: true });
    expect(readCommandLine(["--yes", "stg"])).to.deep.equal({ ...PLAIN, yes: true });
    expect(readCommandLine(["stg", "--destroy", "--dry-run"])).to.deep.equal({ ...PLAIN, destroy: true, dryRun: true });
  });

  for (const [args, issue] of [
    [[], "missing required argument 'stage'"],
    [["stg", "--destroy", "--yes"], "--yes cannot be used with --destroy, which asks for the stage's name"],
    [["stg", "--force"], "unknown option '--force'"],
  ] as const) {
    it(`rejects ${JSON.stringify(args)}`, async () => {
      expect(await messageOf(() => readCommandLine(args))).to.equal(`${issue}; see npm run recover -- --help`);
    });
  }

  it("shows its help, exit statuses too", () => {
    const { help } = readCommandLine(["-h"]) as Help;
    for (const word of ["--dry-run", "--yes", "--destroy", "130 interrupted"]) expect(help).to.contain(word);
    const text = help.replaceAll(/\s+/g, " ");
    for (const limit of [
      "pulumi up or pulumi destroy",
      "running instances, locks of other computers and restoring the state from its .bak file still need an answer",
      "delete everything with the tags of the stage, everything in its VPCs, and the DNS records of domain",
    ]) {
      expect(text).to.contain(limit);
    }
    expect(Math.max(...help.split("\n").map(({ length }) => length))).to.be.at.most(120);
  });
});

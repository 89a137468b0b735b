import { resolve } from "node:path";
import { readCommandLine } from "../../../../tools/verify/command-line";
import type { Help } from "../../../../tools/command-line";
import { messageOf } from "../../../support/waits";

const PLAIN = { stageName: "stg", json: false, killOne: false, yes: false };

describe("The command line of npm run verify", () => {
  it("is a stage and its options", () => {
    expect(readCommandLine(["stg"])).to.deep.equal(PLAIN);
    expect(readCommandLine(["--json", "stg"])).to.deep.equal({ ...PLAIN, json: true });
    expect(readCommandLine(["stg", "--kill-one"])).to.deep.equal({ ...PLAIN, killOne: true });
    expect(readCommandLine(["stg", "--kill-one", "--yes"])).to.deep.equal({ ...PLAIN, killOne: true, yes: true });
    expect(readCommandLine(["stg", "-i", "package.json"])).to.deep.equal({
      ...PLAIN,
      identityFile: resolve("package.json"),
    });
  });

  for (const [args, issue] of [
    [[], "missing required argument 'stage'"],
    [["stg", "prod"], "too many arguments. Expected 1 argument but got 2"],
    [["stg", "--yes"], "--yes works only with --kill-one"],
  ] as const) {
    it(`rejects ${JSON.stringify(args)}`, async () => {
      expect(await messageOf(() => readCommandLine(args))).to.equal(`${issue}; see npm run verify -- --help`);
    });
  }

  it("shows its help, exit statuses too", () => {
    const { help } = readCommandLine(["-h"]) as Help;
    for (const word of ["--kill-one", "--yes", "--json", "-i, --identity <file>", "130 interrupted"]) {
      expect(help).to.contain(word);
    }
    const text = help.replaceAll(/\s+/g, " ");
    for (const sentence of ["changes nothing without --kill-one.", "AWS can renew the domain's certificate"]) {
      expect(text).to.contain(sentence);
    }
    expect(Math.max(...help.split("\n").map(({ length }) => length))).to.be.at.most(120);
  });
});

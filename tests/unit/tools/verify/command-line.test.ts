import { resolve } from "node:path";

import { expect } from "chai";

import { readCommand, USAGE } from "../../../../tools/verify/command-line";
import { messageOf } from "../../../support/waits";

const PLAIN = { kind: "verify", stageName: "stg", json: false, killOne: false, yes: false };

describe("The command line of npm run verify", () => {
  it("is a stage, and what is wanted of it", () => {
    expect(readCommand(["stg"])).to.deep.equal(PLAIN);
    expect(readCommand(["--json", "stg"])).to.deep.equal({ ...PLAIN, json: true });
    expect(readCommand(["stg", "--kill-one"])).to.deep.equal({ ...PLAIN, killOne: true });
    expect(readCommand(["stg", "--kill-one", "--yes"])).to.deep.equal({ ...PLAIN, killOne: true, yes: true });
    expect(readCommand(["stg", "-i", "package.json"])).to.deep.equal({
      ...PLAIN,
      identityFile: resolve("package.json"),
    });
    expect(readCommand(["-h"])).to.deep.equal({ kind: "help" });
  });

  for (const [args, fault] of [
    [[], "say which stage"],
    [["stg", "prod"], "one stage at a time, not stg and prod"],
    [["stg", "--yes"], "--yes goes with --kill-one: nothing else asks"],
    [["stg", "-i", "nobody.key"], "there is no file nobody.key"],
    [["stg", "--jsn"], "unknown option '--jsn'"],
  ] as const) {
    it(`refuses ${JSON.stringify(args)}`, async () => {
      expect(await messageOf(() => readCommand(args))).to.equal(`${fault}; see npm run verify -- --help`);
    });
  }

  it("is explained, exit statuses too", () => {
    for (const word of ["--kill-one", "--yes", "--json", "-i FILE", "130 interrupted"]) expect(USAGE).to.contain(word);
    expect(Math.max(...USAGE.split("\n").map(({ length }) => length))).to.be.at.most(120);
  });
});

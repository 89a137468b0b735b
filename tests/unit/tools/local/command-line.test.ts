import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "../../../../lib/user-error";
import { readCommandLine } from "../../../../tools/local/command-line";

describe("the command line of npm run local", () => {
  let root: string;

  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "command-"));
    for (const name of ["Pulumi.yaml", "Pulumi.stg.yaml", "Pulumi.prod.yaml"]) {
      fs.writeFileSync(path.join(root, name), "");
    }
    fs.mkdirSync(path.join(root, ".local", "gone"), { recursive: true });
  });
  after(() => {
    fs.rmSync(root, { recursive: true });
  });

  const good: [string[], unknown][] = [
    [["stg"], { kind: "up", stage: "stg" }],
    [["stg", "--port", "5000"], { kind: "up", stage: "stg", port: 5000 }],
    [["--port=5000", "prod"], { kind: "up", stage: "prod", port: 5000 }],
    [["stg", "--down"], { kind: "down", stage: "stg" }],
    [["--down", "gone"], { kind: "down", stage: "gone" }],
    [["--help"], { kind: "help" }],
    [["-h", "whatever"], { kind: "help" }],
  ];
  for (const [args, command] of good) {
    it(`understands "${args.join(" ")}"`, () => {
      expect(readCommandLine(args, root)).to.deep.equal(command);
    });
  }

  const bad: [string[], string][] = [
    [[], "Which stage? known stages: prod, stg"],
    [["sgt"], 'There is no stage "sgt", did you mean "stg"? (known stages: prod, stg)'],
    [["production"], 'There is no stage "production" (known stages: prod, stg)'],
    [["gone"], 'There is no stage "gone" (known stages: prod, stg)'],
    [["../stg", "--down"], 'There is no stage "../stg" (known stages: prod, stg)'],
    [["stg", "prod"], "One stage at a time, not stg and prod"],
    [["stg", "--port", "x"], "--port must be a number from 1 to 65535, not x"],
    [["stg", "--port", "0"], "--port must be a number from 1 to 65535, not 0"],
    [["stg", "--port", "65536"], "--port must be a number from 1 to 65535, not 65536"],
    [["stg", "--down", "--port", "1"], "--port makes no sense with --down"],
    [["stg", "--dwon"], "Unknown option '--dwon'; see npm run local -- --help"],
  ];
  for (const [args, message] of bad) {
    it(`refuses "${args.join(" ")}" in one sentence, with status 2`, () => {
      try {
        readCommandLine(args, root);
        expect.fail("was accepted");
      } catch (error) {
        expect(error).to.be.instanceOf(UserError);
        expect(error).to.include({ message, exitStatus: 2 });
      }
    });
  }

  it("says so where there is no stage at all", () => {
    const empty = fs.mkdtempSync(path.join(os.tmpdir(), "command-"));
    expect(() => readCommandLine(["stg"], empty)).to.throw("there is no stage file, such as Pulumi.stg.yaml");
    fs.rmSync(empty, { recursive: true });
  });
});

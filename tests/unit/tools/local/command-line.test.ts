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
    fs.mkdirSync(path.join(root, ".local", "local", "gone"), { recursive: true });
  });
  after(() => {
    fs.rmSync(root, { recursive: true });
  });

  const good: [string[], unknown][] = [
    [["stg"], { kind: "up", stage: "stg", sets: [] }],
    [["stg", "--port", "5000"], { kind: "up", stage: "stg", sets: [], port: 5000 }],
    [["--port=5000", "prod"], { kind: "up", stage: "prod", sets: [], port: 5000 }],
    [
      ["stg", "--set", "nat=gateway", "--set=web.max=4"],
      { kind: "up", stage: "stg", sets: ["nat=gateway", "web.max=4"] },
    ],
    [["stg", "--status"], { kind: "status", stage: "stg" }],
    [["stg", "--logs", "web"], { kind: "logs", stage: "stg", what: "web", follow: false }],
    [["stg", "--logs", "i-0a", "-f"], { kind: "logs", stage: "stg", what: "i-0a", follow: true }],
    [["stg", "--verify"], { kind: "verify", stage: "stg", killOne: false, yes: false }],
    [["stg", "--kill-one"], { kind: "verify", stage: "stg", killOne: true, yes: false }],
    [["stg", "--kill-one", "--yes"], { kind: "verify", stage: "stg", killOne: true, yes: true }],
    [["stg", "--verify", "--kill-one"], { kind: "verify", stage: "stg", killOne: true, yes: false }],
    [["stg", "--down"], { kind: "down", stage: "stg" }],
    [["--down", "gone"], { kind: "down", stage: "gone" }],
    [["--status", "gone"], { kind: "status", stage: "gone" }],
  ];
  for (const [args, command] of good) {
    it(`understands "${args.join(" ")}"`, () => {
      expect(readCommandLine(args, root)).to.deep.equal(command);
    });
  }

  const HELP = "; see npm run local -- --help";
  const bad: [string[], string][] = [
    [[], "missing required argument 'stage'; see npm run local -- --help"],
    [["sgt"], 'there is no stage "sgt", only prod or stg; did you mean stg?'],
    [["production"], 'there is no stage "production", only prod or stg'],
    [["gone"], 'there is no stage "gone", only prod or stg'],
    [["../stg", "--down"], 'there is no stage "../stg", only prod or stg'],
    [["stg", "prod"], "too many arguments. Expected 1 argument but got 2; see npm run local -- --help"],
    ...["x", "0", "65536"].map((port): [string[], string] => [
      ["stg", "--port", port],
      `option '--port <number>' argument '${port}' is invalid. Expected a number from 1 to 65535; see npm run local -- --help`,
    ]),
    [["stg", "--down", "--port", "1"], `--port cannot be used with --down${HELP}`],
    [["stg", "--set", "nat=none", "--status"], `--set cannot be used with --status${HELP}`],
    [["stg", "--status", "--down"], `--status cannot be used with --down${HELP}`],
    [["stg", "--logs", "web", "--kill-one"], `--logs cannot be used with --kill-one${HELP}`],
    [["stg", "--follow"], `--follow works only with --logs${HELP}`],
    [["stg", "--verify", "--yes"], `--yes works only with --kill-one${HELP}`],
    [["stg", "--logs"], `option '--logs <what>' argument missing${HELP}`],
    [["..", "--down"], 'there is no stage "..", only prod or stg'],
    [["stg", "--dwon"], "unknown option '--dwon' (did you mean --down?); see npm run local -- --help"],
  ];
  for (const [args, message] of bad) {
    it(`rejects "${args.join(" ")}" in one sentence, with status 2`, () => {
      try {
        readCommandLine(args, root);
        expect.fail("was accepted");
      } catch (error) {
        expect(error).to.be.instanceOf(UserError);
        expect(error).to.include({ message, exitStatus: 2 });
      }
    });
  }

  it("shows its help in 80 columns", () => {
    const { help } = readCommandLine(["-h", "stg"], root) as { help: string };
    expect(help).to.contain("npm run local -- stg --down");
    expect(help.split("\n").filter((line) => line.length > 80)).to.deep.equal([]);
  });

  it("ends a stage whose project file cannot be read", () => {
    const broken = fs.mkdtempSync(path.join(os.tmpdir(), "command-"));
    fs.writeFileSync(path.join(broken, "Pulumi.yaml"), "{");
    fs.mkdirSync(path.join(broken, ".local", "local", "stg"), { recursive: true });
    expect(readCommandLine(["stg", "--down"], broken)).to.deep.equal({ kind: "down", stage: "stg" });
    fs.rmSync(broken, { recursive: true });
  });

  it("says so where there is no stage at all", () => {
    const empty = fs.mkdtempSync(path.join(os.tmpdir(), "command-"));
    expect(() => readCommandLine(["stg"], empty)).to.throw("there is no stage file such as Pulumi.stg.yaml");
    fs.rmSync(empty, { recursive: true });
  });
});

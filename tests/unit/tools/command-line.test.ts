import { InvalidArgumentError } from "commander";
import { UserError } from "../../../lib/user-error";
import { createCommand, nonEmpty, parseArguments } from "../../../tools/command-line";

const DESCRIPTION = {
  name: "npm run thing --",
  summary: "Does a thing.",
  examples: [
    ["stg", "one stage"],
    ["stg --kill-one", "and ends a server"],
  ],
  notes: "Exit status: 0.",
} as const;

function read(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const command = createCommand(DESCRIPTION)
    .argument("[stages...]")
    .option("--json", "data")
    .option("--yes", "no question")
    .option("--kill-one", "ends a server")
    .option("-s, --set <key=value>", "a setting", nonEmpty);
  return parseArguments(command, args, () => ({ stages: command.args, ...command.opts() }), environment);
}

describe("A command line", () => {
  it("has arguments and options", () => {
    expect(read(["stg", "--set", "a=1", "--json"])).to.deep.equal({ stages: ["stg"], set: "a=1", json: true });
  });

  it("shows its help, with aligned examples and notes", () => {
    const { help } = read(["stg", "--help"]) as { help: string };
    expect(help).to.contain(
      "\nExamples:\n  npm run thing -- stg             one stage\n  npm run thing -- stg --kill-one  and ends a server\n\nExit status: 0.\n",
    );
  });

  it("is rejected with a suggestion and status 2", () => {
    expect(() => read(["--jsno"]))
      .to.throw(UserError, /^unknown option '--jsno' \(did you mean --json\?\); see npm run thing -- --help$/)
      .that.includes({ exitStatus: 2 });
    expect(() => nonEmpty("")).to.throw(InvalidArgumentError);
  });

  describe("of which npm has taken options", () => {
    const taken = (args: readonly string[], variables: object) => () =>
      read(args, { npm_lifecycle_event: "thing", ...variables });
    for (const [given, args, variables, message] of [
      [
        "a switch",
        ["stg"],
        { json: "true" },
        "--json for its own: put -- before the arguments, as in npm run thing -- stg --json",
      ],
      [
        "two switches, one of several words",
        ["stg"],
        { kill_one: "true", yes: "true" },
        "--yes and --kill-one for its own: put -- before the arguments, as in npm run thing -- stg --yes --kill-one",
      ],
      [
        "a value after =",
        [],
        { set: "a=1" },
        "--set for its own: put -- before the arguments, as in npm run thing -- --set=a=1",
      ],
      [
        "an option whose value it took for an argument",
        ["stg", "a=1"],
        { set: "true" },
        "--set for its own: put -- before the arguments, as in npm run thing -- --set <key=value>",
      ],
    ] as const) {
      it(`is rejected with what to type: ${given}`, () => {
        const config = Object.fromEntries(
          Object.entries(variables).map(([key, value]) => [`npm_config_${key}`, value]),
        );
        expect(taken(args, config))
          .to.throw(UserError)
          .that.includes({ message: `npm has taken ${message}`, exitStatus: 2 });
      });
    }

    it("is accepted where npm's own settings have such names", () => {
      expect(taken(["stg"], { npm_config_yes: "true", npm_config_json: "" })()).to.deep.equal({ stages: ["stg"] });
      expect(read(["stg"], { npm_config_json: "true" })).to.deep.equal({ stages: ["stg"] });
    });
  });
});

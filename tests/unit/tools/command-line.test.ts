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
    .argument("<stages...>")
    .option("--json", "data")
    .option("--yes", "no question")
    .option("--kill-one", "ends a server")
    .option("--log <file>", "a log")
    .option("--out [file]", "a file")
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

  it("shows its help for the word help alone", () => {
    expect(read(["help"])).to.deep.equal(read(["--help"]));
    expect(read(["help", "stg"])).to.deep.equal({ stages: ["help", "stg"] });
  });

  it("is rejected with what to type for a setting without --set", () => {
    expect(() => read(["stg", "zones[1].name=b", "--json"]))
      .to.throw(
        UserError,
        /^zones\[1\]\.name=b is a setting: put --set before it, as in npm run thing -- stg --set zones\[1\]\.name=b --json$/,
      )
      .that.includes({ exitStatus: 2 });
    expect(read(["stg", "-s", "a=1", "--log", "b=2", "--", "c=3"])).to.deep.include({ set: "a=1", log: "b=2" });
  });

  it("is rejected with what to type for an option of npm", () => {
    for (const option of ["--silent", "-q", "--loglevel=error"]) {
      expect(() => read(["stg", option, "--json"]), option)
        .to.throw(
          UserError,
          `${option} is an option of npm: put it before --, as in npm run thing ${option} -- stg --json`,
        )
        .that.includes({ exitStatus: 2 });
    }
    expect(() => read(["stg", "--loglevel", "silent", "--json"])).to.throw(
      /: put it before --, as in npm run thing --loglevel silent -- stg --json$/,
    );
    expect(() => read(["--silent"])).to.throw(/as in npm run thing --silent$/);
  });

  describe("of which npm has taken options", () => {
    const taken = (args: readonly string[], variables: object) => () =>
      read(args, { npm_lifecycle_event: "thing", ...variables });
    for (const [given, args, variables, message] of [
      [
        "a switch",
        ["stg"],
        { json: "true" },
        "--json itself: put -- before the arguments, as in npm run thing -- stg --json",
      ],
      [
        "two switches, one of several words",
        ["stg"],
        { kill_one: "true", yes: "true" },
        "--yes and --kill-one itself: put -- before the arguments, as in npm run thing -- stg --yes --kill-one",
      ],
      [
        "a value after =",
        [],
        { set: "a=1" },
        "--set itself: put -- before the arguments, as in npm run thing -- --set a=1",
      ],
      [
        "settings that it took for arguments",
        ["stg", "a=1", "b.c=2"],
        { set: "true\n\ntrue" },
        "--set itself: put -- before the arguments, as in npm run thing -- stg --set a=1 --set b.c=2",
      ],
      [
        "settings of which it took some",
        ["stg", "a=1"],
        { set: "true\n\nb=2" },
        "--set itself: put -- before the arguments, as in npm run thing -- stg --set a=1 --set b=2",
      ],
      [
        "a setting without its value",
        ["stg"],
        { set: "true" },
        "--set itself: put -- before the arguments, as in npm run thing -- stg --set <key=value>",
      ],
      [
        "a switch before a setting without --set",
        ["stg", "a=1"],
        { json: "true" },
        "--json itself: put -- before the arguments, as in npm run thing -- stg --set a=1 --json",
      ],
      [
        "a setting as an option",
        ["stg"],
        { nat: "gateway" },
        "--nat itself: put -- before the arguments, as in npm run thing -- stg --set nat=gateway",
      ],
      [
        "a setting as an option whose value it took for an argument",
        ["stg", "shop"],
        { servicename: "true" },
        "--serviceName itself: put -- before the arguments, as in npm run thing -- stg --set serviceName=shop",
      ],
      [
        "switches as options",
        ["stg"],
        { bastion: "true", protect: "" },
        "--bastion and --protect itself: put -- before the arguments, " +
          "as in npm run thing -- stg --set bastion=true --set protect=false",
      ],
      [
        "an option whose value it took for an argument",
        ["stg", "a.log"],
        { log: "true" },
        "--log itself: put -- before the arguments, as in npm run thing -- stg --log a.log",
      ],
      [
        "an option without its value",
        ["stg"],
        { log: "true" },
        "--log itself: put -- before the arguments, as in npm run thing -- stg --log <file>",
      ],
      [
        "several options whose values it took for arguments",
        ["stg", "a.log", "gateway"],
        { log: "true", nat: "true" },
        "--log and --nat itself: put -- before the arguments, " +
          "as in npm run thing -- stg --log <file> --set nat=<value>",
      ],
      [
        "a file after =",
        ["stg"],
        { out: "a.json" },
        "--out itself: put -- before the arguments, as in npm run thing -- stg --out a.json",
      ],
      [
        "an option that may have a value",
        ["stg"],
        { out: "true" },
        "--out itself: put -- before the arguments, as in npm run thing -- stg --out",
      ],
    ] as const) {
      it(`is rejected with what to type: ${given}`, () => {
        const config = Object.fromEntries(
          Object.entries(variables).map(([key, value]) => [`npm_config_${key}`, value]),
        );
        expect(taken(args, config))
          .to.throw(UserError)
          .that.includes({ message: `npm consumed ${message}`, exitStatus: 2 });
      });
    }

    it("is accepted where npm's own settings have such names", () => {
      expect(
        taken(["stg"], { npm_config_yes: "true", npm_config_json: "", npm_config_access: "public" })(),
      ).to.deep.equal({ stages: ["stg"] });
      expect(read(["stg"], { npm_config_json: "true" })).to.deep.equal({ stages: ["stg"] });
    });
  });
});

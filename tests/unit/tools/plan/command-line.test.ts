import { UserError } from "../../../../lib/user-error";
import type { Help } from "../../../../tools/command-line";
import { readCommandLine, type Request } from "../../../../tools/plan/command-line";
import { DEFAULT_USAGE } from "../../../../tools/costs";

const STAGES = ["prod", "stg"];

const request = (args: readonly string[]) => readCommandLine(args, STAGES) as Request;

describe("the plan's command line", () => {
  it("defaults to stg", () => {
    expect(readCommandLine([], STAGES)).to.deep.equal({
      stages: ["stg"],
      sets: [],
      form: "text",
      sections: [],
      language: "en",
      open: false,
      usage: DEFAULT_USAGE,
    });
  });

  it("takes settings, a format, and an earlier plan to compare with", () => {
    const args = ["prod", "--set", "nat=gateway", "--set=web.max=4", "--json", "--against", "base.json"];
    expect(readCommandLine(args, STAGES)).to.deep.equal({
      stages: ["prod"],
      sets: ["nat=gateway", "web.max=4"],
      form: "json",
      sections: [],
      language: "en",
      open: false,
      against: "base.json",
      usage: DEFAULT_USAGE,
    });
  });

  it("takes the monthly usage, with defaults", () => {
    expect(request(["--gb-out", "100", "--gb-flow-logs=0.5"]).usage).to.deep.equal({
      ...DEFAULT_USAGE,
      gbOut: 100,
      gbFlowLogs: 0.5,
    });
  });

  it("takes a file for the HTML report, or opens it from a temporary one", () => {
    expect(readCommandLine(["--html", "plan.html"], STAGES)).to.include({
      form: "html",
      file: "plan.html",
      open: false,
    });
    expect(readCommandLine(["--open"], STAGES))
      .to.include({ form: "html", open: true })
      .and.not.have.property("file");
  });

  it("takes stages in the order given, each once", () => {
    expect(request(["prod", "stg", "prod"]).stages).to.deep.equal(["prod", "stg"]);
  });

  it("takes parts of the plan, in the plan's order, and the language of the summary", () => {
    expect(request(["costs", "prod", "network"])).to.deep.include({ stages: ["prod"], sections: ["network", "costs"] });
    expect(request(["--full"]).sections).to.have.length(6);
    expect(request(["--lang", "ja"]).language).to.equal("ja");
  });

  it("shows its help, even with other arguments", () => {
    for (const args of [["--help"], ["-h", "nowhere"]]) {
      const { help } = readCommandLine(args, STAGES) as Help;
      expect(help).to.match(/^Usage: npm start -- \[options\] \[stages and parts\.\.\.\]\n/);
      for (const text of ["--set <key=value>", "--gb-flow-logs", "npm start -- stg prod", "Exit status: 0"]) {
        expect(help).to.contain(text);
      }
      expect(Math.max(...help.split("\n").map(({ length }) => length))).to.be.at.most(80);
    }
  });

  const wrong: [readonly string[], string][] = [
    [["stg", "nat=gateway"], "nat=gateway is a setting: put --set before it, as in npm start -- stg --set nat=gateway"],
    [["stg", "ja"], '"ja" is a language: put --lang before it, as in npm start -- stg --lang ja'],
    [["stg", "--silent"], "--silent is an option of npm: put it before --, as in npm start --silent -- stg"],
    [["--json="], "option '--json [file]' argument '' is invalid. It needs a value"],
    [["prd"], 'there is no stage "prd", only prod or stg; did you mean prod?'],
    [["cost"], 'there is no stage "cost", only prod or stg; did you mean costs?'],
    [["--lang", "de"], "option '--lang <language>' argument 'de' is invalid. Allowed choices are en, ja"],
    [["nowhere"], 'there is no stage "nowhere", only prod or stg'],
    [["--set"], "option '--set <key=value>' argument missing"],
    [["--against="], "option '--against <file>' argument '' is invalid. It needs a value"],
    [["--html="], "option '--html <file>' argument '' is invalid. It needs a value"],
    [["--json", "--html", "plan.html"], "option '--json [file]' cannot be used with option '--html <file>'"],
    [["--markdown", "--open"], "option '--markdown' cannot be used with option '--open'"],
    [["--json", "--markdown"], "option '--json [file]' cannot be used with option '--markdown'"],
    [["--gb-out", "much"], "option '--gb-out <number>' argument 'much' is invalid. Expected a number of 0 or more"],
    [["--gb-out=-1"], "option '--gb-out <number>' argument '-1' is invalid. Expected a number of 0 or more"],
  ];
  for (const [args, message] of wrong) {
    it(`rejects ${args.join(" ")} in one sentence`, () => {
      const advice = message.startsWith("option") ? "; see npm start -- --help" : "";
      expect(() => readCommandLine(args, STAGES)).to.throw(UserError, message + advice);
    });
  }
});

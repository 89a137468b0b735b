import { expect } from "chai";

import { UserError } from "../../../../lib/user-error";
import { readCommandLine } from "../../../../tools/plan/command-line";
import { DEFAULT_USAGE } from "../../../../tools/costs";

const STAGES = ["prod", "stg"];

describe("the plan's command line", () => {
  it("means stg when no stage is named", () => {
    expect(readCommandLine([], STAGES)).to.deep.equal({
      help: false,
      stages: ["stg"],
      sets: [],
      form: "text",
      open: false,
      usage: DEFAULT_USAGE,
    });
  });

  it("takes settings to try, a form, and an earlier plan to compare with", () => {
    const args = ["prod", "--set", "nat=gateway", "--set=web.max=4", "--json", "--against", "base.json"];
    expect(readCommandLine(args, STAGES)).to.deep.equal({
      help: false,
      stages: ["prod"],
      sets: ["nat=gateway", "web.max=4"],
      form: "json",
      open: false,
      against: "base.json",
      usage: DEFAULT_USAGE,
    });
  });

  it("takes how much the stages are used, and defaults for what is not said", () => {
    expect(readCommandLine(["--gb-out", "100", "--gb-flow-logs=0.5"], STAGES).usage).to.deep.equal({
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
    expect(readCommandLine(["prod", "stg", "prod"], STAGES).stages).to.deep.equal(["prod", "stg"]);
  });

  it("helps, whatever else is asked for", () => {
    expect(readCommandLine(["--help"], STAGES).help).to.be.true;
    expect(readCommandLine(["-h", "nowhere"], STAGES).help).to.be.true;
  });

  const wrong: [readonly string[], string][] = [
    [["prd"], 'there is no stage "prd", only prod or stg; did you mean prod?'],
    [["nowhere"], 'there is no stage "nowhere", only prod or stg'],
    [["--hepl"], "there is no option --hepl; did you mean --help?"],
    [["--verbose"], "there is no option --verbose; see npm start -- --help"],
    [["--set"], "option --set needs a value"],
    [["--against="], "option --against needs a value"],
    [["--json=yes"], "option --json takes no value"],
    [["--html="], "option --html needs a value"],
    [["--json", "--html", "plan.html"], "--json and --html: choose one"],
    [["--markdown", "--open"], "--markdown and --html: choose one"],
    [["--json", "--markdown"], "--json and --markdown: choose one"],
    [["--gb-out", "much"], "--gb-out much: expected a number of 0 or more"],
    [["--gb-out=-1"], "--gb-out -1: expected a number of 0 or more"],
    [["--gbout", "1"], "there is no option --gbout; did you mean --gb-out?"],
    [["--help=yes"], "option --help takes no value"],
  ];
  for (const [args, message] of wrong) {
    it(`refuses ${args.join(" ")} in one sentence`, () => {
      expect(() => readCommandLine(args, STAGES)).to.throw(UserError, message);
    });
  }
});

import { expect } from "chai";

import { readCommandLine, UsageError } from "../../../tools/plan/command-line";

const STAGES = ["prod", "stg"];

describe("the plan's command line", () => {
  it("means stg when no stage is named", () => {
    expect(readCommandLine([], STAGES)).to.deep.equal({ help: false, stages: ["stg"], sets: [], form: "text" });
  });

  it("takes settings to try, a form, and an earlier plan to compare with", () => {
    const args = ["prod", "--set", "nat=gateway", "--set=web.max=4", "--json", "--against", "base.json"];
    expect(readCommandLine(args, STAGES)).to.deep.equal({
      help: false,
      stages: ["prod"],
      sets: ["nat=gateway", "web.max=4"],
      form: "json",
      against: "base.json",
    });
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
    [["--json", "--markdown"], "--json and --markdown: choose one"],
    [["--help=yes"], "option --help takes no value"],
  ];
  for (const [args, message] of wrong) {
    it(`refuses ${args.join(" ")} in one sentence`, () => {
      expect(() => readCommandLine(args, STAGES)).to.throw(UsageError, message);
    });
  }
});

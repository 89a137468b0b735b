import { main } from "../../../../tools/pull-request";
import { FakeGitHub, PERSON } from "./fake-github";

describe("the issue about a stage with drift", () => {
  let github: FakeGitHub;
  let variables: Record<string, string>;
  beforeEach(async () => {
    github = new FakeGitHub();
    variables = { ...(await github.start()), RUN_URL: "https://github.com/o/r/actions/runs/1" };
  });
  afterEach(() => {
    github.stop();
  });
  const report = async (stage: string, result: string): Promise<string> => main(["drift", stage, result], variables);
  const states = (): unknown[] => github.issues.map(({ title, state }) => [title, state]);

  it("is opened when the check fails, with the run and the fixes", async () => {
    expect(await report("stg", "failure")).to.equal("The drift check of stg failed: opened an issue.");
    expect(states()).to.deep.equal([["The drift check of stg failed", "open"]]);
    expect(github.issues[0]?.body)
      .to.contain("[failure](https://github.com/o/r/actions/runs/1)")
      .and.to.contain("changed outside Pulumi");
  });

  it("is one per stage, and is updated while it is open", async () => {
    await report("stg", "failure");
    await report("prod", "failure");
    variables = { ...variables, RUN_URL: "https://github.com/o/r/actions/runs/2" };
    expect(await report("stg", "cancelled")).to.equal("The drift check of stg failed: issue 1 is still open.");
    expect(states()).to.have.length(2);
    expect(github.issues[0]?.body).to.contain("[cancelled](https://github.com/o/r/actions/runs/2)");
    expect(github.issues[1]?.body).to.contain("/runs/1)");
  });

  it("is closed, with a comment, by the next check that passes; another failure opens a new one", async () => {
    await report("stg", "failure");
    await report("prod", "failure");
    expect(await report("stg", "success")).to.equal("The drift check of stg passes again: closed issue 1.");
    expect(github.comments.get(1)?.map(({ body }) => body)).to.deep.equal([
      "The check [passes again](https://github.com/o/r/actions/runs/1).",
    ]);
    expect(states()).to.deep.equal([
      ["The drift check of stg failed", "closed"],
      ["The drift check of prod failed", "open"],
    ]);
    await report("stg", "failure");
    expect(states()).to.have.length(3);
  });

  it("is not one that a person wrote; nothing is written while the stage is clean", async () => {
    github.issue("drift", "<!-- minimal-secure-web: drift of stg -->", PERSON);
    expect(await report("stg", "success")).to.equal("The drift check of stg passes.");
    expect(github.changes).to.deep.equal([]);
  });
});

import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "../../../../tools/pull-request";
import { BOT, FakeGitHub, PERSON } from "./fake-github";
import { temporaryFolder } from "../../../support/temporary-folder";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const MARKER = "<!-- minimal-secure-web: offline plan -->";
const URL = "https://github.com/o/r/actions/runs/1";

describe("the comment on a pull request", () => {
  let github: FakeGitHub;
  const folder = temporaryFolder();
  let variables: Record<string, string>;
  beforeEach(async () => {
    github = new FakeGitHub();
    github.heads.set(7, { sha: SHA, repo: { full_name: "stranger/r" } });
    variables = { ...(await github.start()), HEAD_SHA: SHA, HEAD_REPOSITORY: "stranger/r", RUN_URL: URL };
    artifact("7\n", "### From stg to stg\n\nNo difference.\n");
  });
  afterEach(() => {
    github.stop();
  });
  const artifact = (number: string, plan: string): void => {
    writeFileSync(join(folder(), "number"), number);
    writeFileSync(join(folder(), "plan.md"), plan);
  };
  const comment = async (): Promise<string> => main(["comment", folder()], variables);
  const failure = async (): Promise<string> =>
    comment().then(
      (done) => `no failure: ${done}`,
      (error: unknown) => (error as Error).message,
    );
  const bodies = (): string[] => (github.comments.get(7) ?? []).map(({ body }) => body);

  it("has the plan, its commit and its run, and says whose code ran", async () => {
    expect(await comment()).to.equal("Wrote the comment on pull request 7.");
    expect(bodies()).to.deep.equal([
      `${MARKER}\n## Offline plan of 0123456\n\n[Generated](${URL}) without credentials by the pull request's own code. ` +
        "It helps to review the change, but proves nothing.\n\n### From stg to stg\n\nNo difference.\n",
    ]);
    expect([...github.authorizations]).to.deep.equal(["Bearer t0ken"]);
  });

  it("is updated in place, however many comments there are", async () => {
    for (let each = 0; each < 150; each += 1) github.comment(7, "me too", PERSON);
    await comment();
    artifact("7", "another plan\n");
    expect(await comment()).to.equal("Updated the comment on pull request 7.");
    expect(bodies()).to.have.length(151);
    expect(bodies()[150]).to.contain("\nanother plan\n").and.not.to.contain("No difference");
    expect(github.changes).to.deep.equal(["POST /issues/7/comments", "PATCH /issues/comments/1151"]);
  });

  it("leaves alone comments of people, with or without the marker, and of other workflows", async () => {
    github.comment(7, `${MARKER}\nmine`, PERSON);
    github.comment(7, "of another workflow", BOT);
    github.comment(7, `quoted:\n${MARKER}`, BOT);
    await comment();
    expect(github.changes).to.deep.equal(["POST /issues/7/comments"]);
  });

  describe("is not written", () => {
    it("when the number is of a pull request with another newest commit", async () => {
      github.heads.set(7, { sha: SHA.replace("0", "f"), repo: { full_name: "stranger/r" } });
      expect(await comment()).to.match(/^Nothing written: the newest commit of pull request 7 is not/);
      expect(github.changes).to.deep.equal([]);
    });

    it("when that commit is of another repository, or of one that is gone", async () => {
      for (const repo of [{ full_name: "o/r" }, null]) {
        github.heads.set(7, { sha: SHA, repo });
        expect(await comment()).to.match(/^Nothing written/);
      }
      expect(github.changes).to.deep.equal([]);
    });

    it("when there is no such pull request", async () => {
      artifact("8", "plan");
      expect(await failure()).to.equal('GitHub answers 404 to GET /pulls/8: {"message":"Not Found"}');
      expect(github.changes).to.deep.equal([]);
    });

    it("when the number is invalid", async () => {
      for (const number of ["", "0", "07", "-7", "7 8", "7/../8", "7\n::warning::x", "9".repeat(40)]) {
        artifact(number, "plan");
        expect(await failure()).to.match(/^".*" is not a pull request's number$/);
      }
      expect(github.changes).to.deep.equal([]);
    });

    it("when the run left no plan", async () => {
      rmSync(join(folder(), "plan.md"));
      expect(await comment()).to.equal("Nothing written: the run left no plan.");
    });

    it("with a file of this runner that a link in the artifact points to", async () => {
      rmSync(join(folder(), "plan.md"));
      symlinkSync(join(folder(), "number"), join(folder(), "plan.md"));
      expect(await failure()).to.match(/^ELOOP/);
      expect(github.changes).to.deep.equal([]);
    });

    it("when a variable is missing", async () => {
      variables = { ...variables, HEAD_SHA: "" };
      expect(await failure()).to.equal("HEAD_SHA is not set");
    });
  });

  it("is truncated to GitHub's limit, and says so before the plan", async () => {
    const line = `${"│ vpc │".repeat(10)}\n`;
    artifact("7", `<details>\n\n\`\`\`text\n${line.repeat(3000)}\`\`\`\n\n</details>\n`);
    await comment();
    const [body = ""] = bodies();
    expect(body.length).to.be.within(65_000, 65_536);
    expect(body.indexOf("Truncated: too long for a comment. The run's summary has the full plan.")).to.be.within(
      1,
      300,
    );
    expect(body.endsWith(`${line}\`\`\`\n\n</details>\n`)).to.be.true;
  });

  it("is truncated after it is sanitized, which makes it longer", async () => {
    artifact("7", "@all ".repeat(13_000));
    await comment();
    expect(bodies()[0]?.length).to.be.within(60_000, 65_536);
    expect(bodies()[0]).to.not.contain("</details>");
  });

  it("is not truncated within a character", async () => {
    for (const start of ["", "a"]) {
      artifact("7", `${start}${"\u{1F600}".repeat(40_000)}`);
      await comment();
      expect(bodies()[0]).to.match(/\n(?:a|)\u{1F600}+\n$/u);
    }
  });

  it("is whole when it just fits", async () => {
    const room = 65_536 - (await comment(), bodies()[0]!.length) + "### From stg to stg\n\nNo difference.\n".length;
    artifact("7", "x".repeat(room));
    await comment();
    expect(bodies()[0]).to.have.length(65_536).and.not.to.contain("Too long");
    artifact("7", "x".repeat(room + 1));
    await comment();
    expect(bodies()[0]).to.contain("Truncated");
    expect(bodies()[0]?.length).to.be.at.most(65_536);
  });

  it("contains nothing that GitHub acts on", async () => {
    artifact("7", `${MARKER}\n@octocat #1 ![x](https://example.com/x.png) <img src=//example.com>\n`);
    await comment();
    const rest = bodies()[0]!.split("but proves nothing.")[1];
    expect(rest).to.equal(
      `\n\n${MARKER.replace("<", "<\u200B")}\n@\u200Boctocat #\u200B1 ![x]\u200B(https:\u200B//example.com/x.png) ` +
        "<\u200Bimg src=//example.com>\n",
    );
  });
});

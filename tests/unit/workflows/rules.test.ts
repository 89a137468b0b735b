import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { TIMEOUT_SECONDS } from "../../../compute/web/rollout";
import { issuesOf, usesOf, writesOf, type Workflow } from "./rules";

const GITHUB = join(__dirname, "..", "..", "..", ".github");

const names = (folder: string): string[] => readdirSync(join(GITHUB, folder));
const workflows = names("workflows").map((name) => join("workflows", name));
const actions = names("actions").map((name) => join("actions", name, "action.yml"));
const read = (file: string): string => readFileSync(join(GITHUB, file), "utf8");

describe("workflows", () => {
  for (const file of [...workflows, ...actions]) {
    it(`${file} follows the rules`, () => {
      expect(issuesOf(read(file))).to.deep.equal([]);
    });
  }

  it("may write no more than this", () => {
    expect(workflows.flatMap((file) => writesOf(read(file)).map((write) => `${file} ${write}`))).to.have.members([
      "workflows/plan-comment.yml comment: pull-requests",
      "workflows/preview.yml preview: id-token",
      "workflows/drift.yml stage: id-token",
      "workflows/drift.yml stage: issues",
      "workflows/drift-stage.yml check: id-token",
      "workflows/drift-stage.yml report: issues",
      "workflows/deploy.yml stg: id-token",
      "workflows/deploy.yml prod: id-token",
    ]);
  });

  it("use one version of each action", () => {
    const uses = new Set([...workflows, ...actions].flatMap((file) => usesOf(parse(read(file)) as Workflow)));
    const remote = [...uses].filter((each) => !each.startsWith("./")).map((each) => each.replace(/@.*/, ""));
    expect(remote).to.have.length(6);
    expect(new Set(remote)).to.have.length(6);
  });

  it("deploy stages one after the other, each behind its environment, one deployment at a time and to its end", () => {
    const { jobs } = parse(read("workflows/deploy.yml")) as { jobs: Record<string, object> };
    for (const [stage, before] of [
      ["stg", "checks"],
      ["prod", "stg"],
    ] as const) {
      expect(jobs[stage]).to.deep.include({
        needs: before,
        environment: stage,
        concurrency: { group: `up-${stage}`, "cancel-in-progress": false },
      });
    }
  });

  it("have credentials for as long as a deployment may take, and for longer than an instance refresh", () => {
    const { jobs } = parse(read("workflows/deploy.yml")) as {
      jobs: Record<string, { "timeout-minutes": number; steps: { uses: string; with: { duration?: string } }[] }>;
    };
    for (const stage of ["stg", "prod"]) {
      const job = jobs[stage];
      const step = job?.steps.find(({ uses }) => uses === "./.github/actions/stage");
      expect(Number(step?.with.duration), stage).to.be.at.least(60 * (job?.["timeout-minutes"] ?? Infinity));
      expect(job?.["timeout-minutes"], stage).to.be.at.least(TIMEOUT_SECONDS / 60 + 30);
    }
    const { inputs, runs } = parse(read("actions/stage/action.yml")) as {
      inputs: { duration: { default: string } };
      runs: { steps: { uses?: string; with?: Record<string, string> }[] };
    };
    const login = runs.steps.find(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"));
    expect(login?.with?.["role-duration-seconds"]).to.equal("${{ inputs.duration }}");
    // Previews and drift checks.
    expect(Number(inputs.duration.default)).to.be.at.least(20 * 60);
    expect(read("../docs/pull-requests.md")).to.contain("--max-session-duration 10800");
  });

  it("test and deploy with a Node.js that the README recommends", () => {
    expect(read("actions/setup/action.yml")).to.contain('node-version: "22"');
    expect(read("../README.md")).to.contain("22 is recommended");
  });
});

describe("a workflow breaks the rules when it", () => {
  const good = [
    "on: pull_request",
    "permissions:",
    "  contents: read",
    "jobs:",
    "  a:",
    "    timeout-minutes: 5",
    "    steps:",
    "      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "        with:",
    "          persist-credentials: false",
    "      - run: npm test",
  ].join("\n");
  const writes = "    timeout-minutes: 5\n    permissions:\n      id-token: write";
  const ours = "github.event.pull_request.head.repo.full_name == github.repository";
  for (const [what, from, to, issue] of [
    ["does not say the version of a commit", " # v7.0.1", "", /^actions\/checkout@3d3c.* does not say its version$/],
    ["has a job without a timeout", "    timeout-minutes: 5\n", "", "job a has no timeout"],
    ["uses a secret", "npm test", "npm test\n        env:\n          KEY: ${{ secrets.KEY }}", "uses a stored secret"],
    ["passes secrets on", "jobs:\n", "jobs:\n  b:\n    uses: ./x.yml\n    secrets: inherit\n", "uses a stored secret"],
    ["may write for forks", "    timeout-minutes: 5", writes, "job a may write in pull requests from forks"],
    [
      "checks out a pull request where it may write",
      /pull_request([^]*)persist-credentials: false/,
      "workflow_run$1persist-credentials: false\n          ref: x",
      "checks out code other than the default branch",
    ],
  ] as const) {
    it(what, () => {
      const bad = good.replace(from, to);
      expect(bad).not.to.equal(good);
      const [found, ...others] = issuesOf(bad);
      if (typeof issue === "string") expect(found).to.equal(issue);
      else expect(found).to.match(issue);
      expect(others).to.deep.equal([]);
    });
  }

  it("and not when it does none of these", () => {
    expect(issuesOf(good)).to.deep.equal([]);
    expect(issuesOf(good.replace("    timeout-minutes: 5", `    if: ${ours}\n${writes}`))).to.deep.equal([]);
  });
});

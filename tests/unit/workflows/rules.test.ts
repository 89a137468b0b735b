import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { parse } from "yaml";

import { TIMEOUT_SECONDS } from "../../../compute/web/rollout";
import { faultsOf, usesOf, writesOf, type Workflow } from "./rules";

const GITHUB = join(__dirname, "..", "..", "..", ".github");

const names = (folder: string): string[] => readdirSync(join(GITHUB, folder));
const workflows = names("workflows").map((name) => join("workflows", name));
const actions = names("actions").map((name) => join("actions", name, "action.yml"));
const read = (file: string): string => readFileSync(join(GITHUB, file), "utf8");

describe("workflows", () => {
  for (const file of [...workflows, ...actions]) {
    it(`${file} keeps the rules`, () => {
      expect(faultsOf(read(file))).to.deep.equal([]);
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
  for (const [what, from, to, fault] of [
    ["names an action by a tag", /@\w+ # v7.0.1/, "@v7.0.1", "actions/checkout@v7.0.1 is not pinned by a commit"],
    ["names it by a short commit", /@3d3c42e\w+/, "@3d3c42e", "actions/checkout@3d3c42e is not pinned by a commit"],
    ["does not say the version of a commit", " # v7.0.1", "", /^actions\/checkout@3d3c.* does not say its version$/],
    ["says half of it", "v7.0.1", "v7", /does not say its version$/],
    [
      "runs for strangers with our rights",
      "pull_request",
      "pull_request_target",
      "runs strangers' code with our rights",
    ],
    ["does so among others", "pull_request", "[push, pull_request_target]", "runs strangers' code with our rights"],
    ["does not limit its jobs", "permissions:\n  contents: read\n", "", "allows more than reading to all jobs"],
    ["lets all jobs write", "contents: read", "contents: write", "allows more than reading to all jobs"],
    [
      "lets all jobs read all",
      "permissions:\n  contents: read",
      "permissions: read-all",
      "allows more than reading to all jobs",
    ],
    [
      "lets a job do all",
      /pull_request([^]*)minutes: 5/,
      "push$1minutes: 5\n    permissions: write-all",
      "job a does not name what it may do",
    ],
    ["has a job without end", "    timeout-minutes: 5\n", "", "job a has no end"],
    [
      "puts a title into a script",
      "npm test",
      "echo ${{ github.event.pull_request.title }}",
      /^a script has a value put into it/,
    ],
    [
      "puts a branch into a script",
      "npm test",
      "|\n          set -e\n          x ${{ github.head_ref }}",
      /^a script has a value/,
    ],
    ["puts anything into a script", "npm test", "echo ${{ github.sha }}", /^a script has a value put into it/],
    ["uses a secret", "npm test", "npm test\n        env:\n          KEY: ${{ secrets.KEY }}", "uses a stored secret"],
    ["hands secrets on", "jobs:\n", "jobs:\n  b:\n    uses: ./x.yml\n    secrets: inherit\n", "uses a stored secret"],
    [
      "keeps the token after the checkout",
      "persist-credentials: false",
      "fetch-depth: 2",
      "a checkout leaves its token behind",
    ],
    ["gives rights to strangers", "    timeout-minutes: 5", writes, "job a has rights in strangers' pull requests"],
    [
      "checks out a pull request where it may write",
      /pull_request([^]*)persist-credentials: false/,
      "workflow_run$1persist-credentials: false\n          ref: x",
      "checks out other code than the default branch's",
    ],
  ] as const) {
    it(what, () => {
      const bad = good.replace(from, to);
      expect(bad).not.to.equal(good);
      const [found, ...others] = faultsOf(bad);
      if (typeof fault === "string") expect(found).to.equal(fault);
      else expect(found).to.match(fault);
      expect(others).to.deep.equal([]);
    });
  }

  it("and not when it does none of these", () => {
    expect(faultsOf(good)).to.deep.equal([]);
    expect(faultsOf(good.replace("    timeout-minutes: 5", `    if: ${ours}\n${writes}`))).to.deep.equal([]);
  });
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { commitProject, git, ROOT } from "../support/project";
import { temporaryFolder } from "../../support/temporary-folder";

interface Steps {
  readonly jobs: { readonly plan: { readonly steps: readonly { readonly name?: string; readonly run?: string }[] } };
}

/** Runs a step of the workflow file with bash, as GitHub does. */
function step(name: string, cwd: string, variables: Record<string, string>): { status: number | null; said: string } {
  const { jobs } = parse(readFileSync(join(ROOT, ".github/workflows/pull-request.yml"), "utf8")) as Steps;
  const script = jobs.plan.steps.find((each) => each.name === name)?.run;
  expect(script, name).to.be.a("string");
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...variables };
  const { status, stderr } = spawnSync("bash", ["-e", "-c", script!], { cwd, env, encoding: "utf8" });
  return { status, said: stderr };
}

describe("The check of a pull request", () => {
  const temporary = temporaryFolder();

  it("shows the differences from the base branch first, for this project", () => {
    const [origin, clone, runner] = ["origin", "clone", "runner"].map((name) => join(temporary(), name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(runner);
    commitProject(origin);
    git(origin, "checkout", "--quiet", "-b", "change");
    const stage = join(origin, "Pulumi.stg.yaml");
    const settings = parse(readFileSync(stage, "utf8")) as { config: object };
    const config = { ...settings.config, "minimal-secure-web:nat": "gateway" };
    writeFileSync(stage, JSON.stringify({ ...settings, config }));
    git(origin, "commit", "--quiet", "--all", "--message", "change");
    git(origin, "checkout", "--quiet", "main");
    git(origin, "merge", "--quiet", "--no-ff", "--message", "as GitHub merges it", "change");
    // Like actions/checkout: the merge and its parents.
    git(temporary(), "clone", "--quiet", "--depth", "2", `file://${origin}`, clone);
    symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));

    const summary = join(temporary(), "summary.md");
    const variables = { RUNNER_TEMP: runner, PULL_REQUEST: "7", GITHUB_STEP_SUMMARY: summary };
    expect(step("Base branch", clone, variables).status).to.equal(0);
    expect(step("Plan", clone, variables)).to.deep.equal({ status: 0, said: "" });
    const plan = readFileSync(join(runner, "plan", "plan.md"), "utf8");
    expect(readFileSync(join(runner, "plan", "number"), "utf8")).to.equal("7\n");
    expect(readFileSync(summary, "utf8")).to.equal(plan);
    expect(plan).to.match(
      /^\| stage \| USD\/month \|.*\n.*\n\| prod \| [\d. to]+, as before \|.*\n\| stg \| 42\.08 → 82\.84 /,
    );
    expect(plan).to.contain("\n\nNo difference from the earlier prod to prod.\n");
    expect(plan).to.contain("\n| + | NAT gateway | servicename-stg-nat |  |\n");
    expect(plan).to.contain("setting | nat | instance → gateway |");
    expect(plan.indexOf("<summary>The whole plan of prod")).to.be.greaterThan(plan.indexOf("instance → gateway"));
    expect(plan).to.contain("<summary>The whole plan of stg");
    expect(git(clone, "status", "--porcelain", "--", ":!node_modules")).to.equal("");
  });

  describe("with unusual branches", () => {
    const SCRIPT = join(ROOT, ".github/scripts/plan-pull-request.sh");
    let folders: { head: string; base: string; out: string };
    beforeEach(() => {
      folders = { head: join(temporary(), "head"), base: join(temporary(), "base"), out: join(temporary(), "out") };
      project("head", 'console.log("# Plan of", ...process.argv.slice(2, -1))');
      project("base", "console.log('{\"plans\": [1]}')");
    });
    /** Creates a project with this program for `npm start`. */
    const project = (which: "head" | "base", program: string): void => {
      const folder = folders[which];
      mkdirSync(join(folder, "node_modules"), { recursive: true });
      writeFileSync(join(folder, "package.json"), '{"scripts": {"start": "node program.js"}}');
      writeFileSync(join(folder, "program.js"), program);
      for (const stage of ["stg", "prod"]) writeFileSync(join(folder, `Pulumi.${stage}.yaml`), "config: {}\n");
    };
    const run = (variables: Record<string, string> = {}): { status: number | null; plan: string } => {
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...variables };
      const { status } = spawnSync(SCRIPT, [folders.base, folders.out], { cwd: folders.head, env });
      return { status, plan: readFileSync(join(folders.out, "plan.md"), "utf8") };
    };
    const NONE = "**No difference is shown: the base branch has no plan to compare with.**";

    it("two good branches: only the plan", () => {
      expect(run()).to.deep.equal({ status: 0, plan: "# Plan of prod stg --markdown --against\n" });
      expect(existsSync(join(folders.out, "number"))).to.be.false;
    });

    const ECHO = 'console.log("# Plan", require(process.argv.at(-1)).plans.map(({ stage }) => stage).join(" "))';
    /** A program for the base, where `npm start -- STAGE… --json` ends with these statuses. */
    const base = (statuses: Record<string, number>): string => `
      const statuses = ${JSON.stringify(statuses)};
      const stages = process.argv.slice(2, -1);
      process.exitCode = Math.max(...stages.map((stage) => statuses[stage]));
      if (process.exitCode > 0) console.error(stages.join(" "), "ended with", process.exitCode);
      if (process.exitCode < 2) console.log(JSON.stringify({ plans: stages.map((stage) => ({ stage })) }));`;

    it("a base that is killed while it prints its plans: no difference, and the reason", () => {
      project("base", `console.error("killed"); console.log('{"plans": ['); process.exitCode = 1`);
      expect(run().plan).to.match(
        /^\*\*No difference is shown: the base branch has no plan to compare with\.\*\*\n\n {4}killed\n/,
      );
    });

    it("deleted, new and renamed stages: their names and the consequences", () => {
      const file = (which: "head" | "base", stage: string, text: string): void => {
        writeFileSync(join(folders[which], `Pulumi.${stage}.yaml`), text);
      };
      rmSync(join(folders.head, "Pulumi.prod.yaml"));
      file("base", "prod", "config: {a: 1}\n");
      file("head", "demo", "config: {a: 2}\n");
      file("base", "old", "config: {a: 3}\n");
      file("head", "new", "config: {a: 3}\n");
      expect(run()).to.deep.equal({
        status: 0,
        plan:
          "**Stage `old` is renamed to `new`: for Pulumi that is a new stage. The resources of `old` remain.**\n\n" +
          "**Stage `prod` is deleted. Its resources remain: run `pulumi destroy` before you merge this.**\n\n" +
          "**Stage `demo` is new.**\n\n# Plan of demo new stg --markdown --against\n",
      });
    });

    it("a branch that deletes the last stage: no plan, and the status", () => {
      for (const stage of ["stg", "prod"]) rmSync(join(folders.head, `Pulumi.${stage}.yaml`));
      const { status, plan } = run();
      expect(status).to.equal(2);
      expect(plan).to.contain("**Stage `stg` is deleted.").and.to.contain("there is no stage");
    });

    it("stage files in the folder that older projects name by config, which may hold settings too", () => {
      mkdirSync(join(folders.head, "old"));
      writeFileSync(join(folders.head, "old", "Pulumi.dev.yaml"), "");
      writeFileSync(join(folders.head, "Pulumi.yaml"), "name: x\nconfig: old\n");
      expect(run().plan).to.contain("# Plan of dev --markdown");
      for (const settings of ["config: {a: 1}\n", "config:\n  a: 1\n", "config: # none\n  a: 1\n"]) {
        writeFileSync(join(folders.head, "Pulumi.yaml"), `name: x\n${settings}`);
        expect(run().plan, settings).to.equal("# Plan of prod stg --markdown --against\n");
      }
    });

    it("stage files in another folder, with files of no stage", () => {
      for (const which of ["head", "base"] as const) {
        const conf = join(folders[which], "conf ig");
        mkdirSync(conf);
        writeFileSync(join(folders[which], "Pulumi.yaml"), 'name: x\nstackConfigDir: "conf ig" # here\n');
        for (const stage of ["dev", "`rm`", "--html"]) writeFileSync(join(conf, `Pulumi.${stage}.yaml`), "");
      }
      expect(run()).to.deep.equal({ status: 0, plan: "# Plan of dev --markdown --against\n" });
    });

    for (const [what, program, status, plan] of [
      [
        "a base without this command: only the plan, and the reason",
        { base: 'console.error("there is no option --json"); process.exitCode = 2' },
        0,
        `${NONE}\n\n    there is no option --json\n\n# Plan of prod stg --markdown --against\n`,
      ],
      [
        "a base with plans of another format: only the plan, and the reason",
        {
          head: `if (require(process.argv.at(-1)).plans.length > 0) { console.error("is not a plan"); process.exit(2); }
            console.log("# Plan");`,
        },
        0,
        `${NONE}\n\n    is not a plan\n\n# Plan\n`,
      ],
      [
        "a branch with invalid settings: the message, no plan, and the status",
        { head: 'console.error("stg has 3 issues\\n```\\n</details>"); process.exitCode = 2' },
        2,
        "**`npm start` failed with status 2.**\n\n    stg has 3 issues\n    ```\n    </details>\n\n",
      ],
      [
        "a branch with a finding: the message, the plan, and the status",
        { head: 'console.error("1 finding"); console.log("# Plan"); process.exitCode = 1' },
        1,
        "**`npm start` failed with status 1.**\n\n    1 finding\n\n# Plan\n",
      ],
      [
        "a base with a violation: its plans are complete, and compared",
        { head: ECHO, base: base({ prod: 1, stg: 0 }) },
        0,
        "# Plan prod stg\n",
      ],
      [
        "a base with invalid settings of one stage: the other stages are compared",
        { head: ECHO, base: base({ prod: 2, stg: 1 }) },
        0,
        "**No difference is shown for `prod`: the base branch has no plan for it.**\n\n    prod ended with 2\n\n# Plan stg\n",
      ],
    ] as const) {
      it(what, () => {
        for (const [which, text] of Object.entries(program)) project(which as "head" | "base", text);
        expect(run()).to.deep.equal({ status, plan });
      });
    }

    it("a base with packages that cannot be installed: only the plan, and the reason", () => {
      rmSync(join(folders.base, "node_modules"), { recursive: true });
      writeFileSync(join(folders.base, "package.json"), "no JSON");
      writeFileSync(join(folders.base, "package-lock.json"), '{"lockfileVersion": 3, "packages": {}}');
      const { status, plan } = run();
      expect(status).to.equal(0);
      expect(plan.startsWith(`${NONE}\n\n`)).to.be.true;
      expect(plan)
        .to.contain("EJSONPARSE")
        .and.to.match(/\n# Plan of prod stg --markdown --against\n$/);
    });

    it("a plan that is too long for a summary: truncated there, complete in the artifact", () => {
      project("head", 'for (let each = 0; each < 30000; each += 1) console.log("│".repeat(20))');
      const summary = join(temporary(), "summary.md");
      const { plan } = run({ GITHUB_STEP_SUMMARY: summary });
      expect(Buffer.byteLength(plan)).to.equal(30_000 * 61);
      const shown = readFileSync(summary);
      expect(shown.byteLength).to.be.within(999_000, 1 << 20);
      expect(shown.toString()).to.match(/^\*\*Truncated: too long for a summary\..*\*\*\n\n(?:│{20}\n)+$/);
    });
  });
});

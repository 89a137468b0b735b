import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";

import { runPulumi } from "../../tools/local/pulumi";
import { commitProject, git } from "../integration/support/project";
import { EmulatedStage } from "./support/emulated-stage";

const ROOT = path.join(__dirname, "..", "..");

/** A project of another name, made from a clone as from any other template of Pulumi. */
describe("pulumi new", () => {
  const stage = new EmulatedStage("stg", "new-project");
  const folder = (name: string) => path.join(stage.folder, name);
  const project = folder("blog");

  const pulumi = (...args: readonly string[]) =>
    runPulumi([...args, "--non-interactive"], { cwd: project, environment: stage.environment });

  before(async () => {
    await stage.start();
    commitProject(folder("origin"));
    git(stage.folder, "clone", "--quiet", folder("origin"), folder("clone"));
    fs.mkdirSync(project);
    const settings = ["minimal-secure-web:serviceName=blog", "aws:region=ap-northeast-1"];
    const { status, stdout, stderr } = await pulumi(
      ...["new", folder("clone"), "--offline", "--yes", "--name", "blog", "--description", "My blog", "--stack", "stg"],
      ...settings.flatMap((setting) => ["--config", setting]),
      // Packages come from a registry.
      "--generate-only",
    );
    expect(status, stdout + stderr).to.equal(0);
    fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(project, "node_modules"));
  });
  after(() => stage.stop());

  it("asks for the service's name and the region", () => {
    const { template } = parse(fs.readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8")) as {
      readonly template: { readonly config: Readonly<Record<string, { readonly description: string }>> };
    };
    expect(Object.keys(template.config)).to.deep.equal(["minimal-secure-web:serviceName", "aws:region"]);
  });

  it("renames the project, and copies everything else as it is", () => {
    // Pulumi adds a tag of the stack to the settings, with the template's address.
    const { name, description, config, ...others } = parse(
      fs.readFileSync(path.join(project, "Pulumi.yaml"), "utf8"),
    ) as Record<string, unknown>;
    expect([name, description]).to.deep.equal(["blog", "My blog"]);
    expect(Object.keys(config ?? {})).to.have.members(["aws:maxRetries", "pulumi:tags"]);
    expect(config).to.deep.include({ "aws:maxRetries": { value: 12 } });
    expect(others).to.deep.equal({ runtime: { name: "nodejs", options: { tsconfig: "tsconfig.pulumi.json" } } });
    const { stdout } = spawnSync("diff", ["-rq", "-x", ".git", "-x", "node_modules", folder("clone"), project], {
      encoding: "utf8",
    });
    expect(stdout).to.equal(`Files ${folder("clone")}/Pulumi.yaml and ${project}/Pulumi.yaml differ\n`);
  });

  it("leaves a program that reads its settings under the same names, and plans all of a stage", async () => {
    await pulumi("stack", "init", "stg");
    await pulumi("config", "set", "--stack", "stg", "minimal-secure-web:serviceName", "blog");
    const { status, stdout, stderr } = await pulumi("preview", "--stack", "stg", "--json");
    expect(status, stderr).to.equal(0);
    const { steps } = JSON.parse(stdout) as {
      readonly steps: readonly { readonly newState?: { inputs?: { name?: string } } }[];
    };
    expect(steps.map(({ newState }) => newState?.inputs?.name)).to.include("elb-blog-stg");
  });

  it("leaves a program whose stages can be planned offline", () => {
    const plan = execFileSync(process.execPath, ["tools/cli.js", "plan", "stg", "resources"], {
      cwd: project,
      encoding: "utf8",
    });
    expect(plan).to.contain("elb-blog-stg");
  });

  it("leaves a program that rejects settings under the project's own name", async () => {
    await pulumi("config", "set", "--stack", "stg", "nat", "gateway");
    const { status, stdout, stderr } = await pulumi("preview", "--stack", "stg");
    expect(status).to.not.equal(0);
    expect(stdout + stderr)
      .to.contain("blog:nat: is not read")
      .and.contain("minimal-secure-web:nat");
  });
});

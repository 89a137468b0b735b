import { readFileSync } from "node:fs";
import { join } from "node:path";

import { CreatePolicyCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";

import { Aws } from "./support/aws";
import { runPulumi } from "../../tools/local/pulumi";
import { EmulatedStage } from "./support/emulated-stage";

const NAMING = readFileSync(join(__dirname, "..", "..", "lib", "naming.ts"), "utf8");

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

describe("Physical names", () => {
  const stage = new EmulatedStage("stg", "names");

  const idOf = async (type: string): Promise<string> => {
    const { output } = await stage.pulumi("stack", "export");
    const { resources } = (JSON.parse(output) as { deployment: { resources: Resource[] } }).deployment;
    return resources.find((resource) => resource.type === type)?.id ?? "";
  };

  before(async () => {
    await stage.start();
    // The program before its names began with the service and the stage.
    const before = NAMING.replace("return `${nameOf(stageName, { suffix: what })}-`;", "return undefined as never;");
    stage.write("lib/naming.ts", before.replace("return { ignoreChanges: [property] };", "return {} as never;"));
    for (const key of ["accessLogs", "alarms"]) await stage.set(key, "true");
    await stage.set("access", "ssm");
    await stage.up();
  });
  after(() => stage.stop());

  it("of an existing stage stay: a preview shows no changes", async () => {
    expect(await idOf("aws:iam/role:Role")).to.match(/^session-manager-\w+$/);
    for (const type of ["aws:s3/bucket:Bucket", "aws:sns/topic:Topic", "aws:iam/serverCertificate:ServerCertificate"]) {
      expect(await idOf(type), type).not.to.contain("-stg-");
    }
    stage.write("lib/naming.ts", NAMING);
    const { output } = await stage.pulumi("preview", "--diff", "--expect-no-changes");
    expect(output).not.to.contain("replace");
  });

  it("of a new resource begin with the service and the stage", async () => {
    await stage.set("flowLogs", "true");
    const { changes } = await stage.up();
    expect(new Set(changes.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
    expect(await idOf("aws:cloudwatch/logGroup:LogGroup")).to.match(/^[a-z-]+-stg-flowlogs-/);
    expect((await stage.pulumi("preview", "--expect-no-changes")).output).not.to.contain("replace");
  });

  it("stay when roles get a permissions boundary, in place, once its policy exists", async () => {
    await stage.set("permissionsBoundary", "arn:aws:iam::123456789012:policy/boundary");
    const early = await stage.tryPulumi("preview");
    expect(early.status).not.to.equal(0);
    expect(early.output).to.match(/permissionsBoundary: \S+ does not exist. Create it from .*Nothing was changed\./);
    const PolicyDocument = readFileSync(join(__dirname, "..", "..", "docs", "iam", "boundary.json"), "utf8")
      .replaceAll("PARTITION", "aws")
      .replaceAll("ACCOUNT", "123456789012");
    await new Aws(stage.endpoint).iam.send(new CreatePolicyCommand({ PolicyName: "boundary", PolicyDocument }));
    const { output } = await stage.pulumi("preview", "--json");
    const { steps } = JSON.parse(output.slice(output.indexOf("{"))) as { steps: { op: string; urn: string }[] };
    const changed = steps.filter(({ op }) => op !== "same" && op !== "read");
    expect(changed.map(({ op, urn }) => `${op} ${urn.split("::").slice(-2).join(" ")}`)).to.have.members([
      "update minimal-secure-web:network:FlowLogs$aws:iam/role:Role flow-logs",
      "update minimal-secure-web:compute:SessionManagerRole$aws:iam/role:Role session-manager",
    ]);
  });

  it("of a stack that is renamed change with it, and the next deployments succeed", async () => {
    const pulumi = async (...args: string[]) => {
      const options = { cwd: stage.project, environment: stage.environment };
      const { status, stdout, stderr } = await runPulumi([...args, "--stack", "new", "--non-interactive"], options);
      expect(status, stdout + stderr).to.equal(0);
    };
    await stage.pulumi("stack", "rename", "new");
    await pulumi("up", "--yes", "--skip-preview");
    await pulumi("up", "--yes", "--skip-preview");
    await pulumi("preview", "--diff", "--expect-no-changes");
  });
});

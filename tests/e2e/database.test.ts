import * as path from "node:path";
import { expect } from "chai";

import { runPulumi } from "../../tools/local/pulumi";
import { findAll, parseXml, textAt, type XmlElement } from "../../tools/local/xml";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";
import { EmulatedStage } from "./support/emulated-stage";

describe("The example of a database", function () {
  const stage = new EmulatedStage("stg", "database");
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    await stage.up();
  });
  after(() => stage.stop());

  /** Runs `pulumi` in the example's folder. */
  async function pulumi(...args: readonly string[]): Promise<string> {
    const cwd = path.join(stage.project, "examples", "database");
    const { status, stdout, stderr } = await runPulumi([...args, "--non-interactive"], {
      ...{ cwd, environment: stage.environment },
    });
    if (status !== 0) throw new Error(`pulumi ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  }

  async function databases(): Promise<readonly XmlElement[]> {
    const response = await fetch(`${stage.endpoint}/?Action=DescribeDBInstances&Version=2014-10-31`, {
      headers: {
        authorization:
          "AWS4-HMAC-SHA256 Credential=test/20200101/ap-northeast-1/rds/aws4_request, SignedHeaders=host, Signature=0",
      },
    });
    return findAll(parseXml(await response.text()), "DBInstance");
  }

  it("is deployed beside the stage, whose outputs it reads", async () => {
    await pulumi("stack", "init", "stg");
    await pulumi("up", "--yes", "--skip-preview");
    const [database, ...others] = await databases();
    expect(others).to.be.empty;
    const text = (path: string) => textAt(database, path);
    expect([
      text("Engine"),
      text("StorageEncrypted"),
      text("PubliclyAccessible"),
      text("DeletionProtection"),
    ]).to.deep.equal(["postgres", "true", "false", "true"]);
  });

  it("gives what an application needs: its address, and the ARN of its secret", async () => {
    const outputs = JSON.parse(await pulumi("stack", "output", "--json")) as Record<string, unknown>;
    expect(outputs).to.include({ databaseName: "app", port: 5432 });
    expect(outputs.host).to.be.a("string");
    expect(outputs.secretArn).to.match(/^arn:aws:secretsmanager:ap-northeast-1:\d{12}:secret:/);
  });

  it("is no addition to the stage for npm run verify", async () => {
    const { stdout, stderr } = await stage.npm("verify", "stg", "--json");
    expect(stdout, stderr).to.match(/^\{/);
    const { checks } = JSON.parse(stdout) as {
      readonly checks: readonly { readonly id: string; readonly status: string }[];
    };
    expect(checks.find(({ id }) => id === "additions")?.status).to.equal("passed");
  });

  it("leaves the stage as it was, which sees no change", async () => {
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
    await pulumi("preview", "--expect-no-changes");
  });

  it("cannot be destroyed with deletion protection, and leaves nothing behind without it", async () => {
    const refused = await pulumi("destroy", "--yes", "--skip-preview").catch((error: unknown) => String(error));
    expect(refused).to.match(/protect/);
    await pulumi("config", "set", "protect", "false");
    await pulumi("up", "--yes", "--skip-preview");
    await pulumi("destroy", "--yes", "--skip-preview");
    expect(await databases()).to.be.empty;
    await stage.pulumi("destroy", "--yes", "--skip-preview");
  });
});

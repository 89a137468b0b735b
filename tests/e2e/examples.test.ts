import { createHmac } from "node:crypto";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";
import { Aws } from "./support/aws";
import { RunningStage } from "./support/running/running-stage";

const NAME = "/servicename/stg/key";
const VALUE = '4f1c a "quoted" value, in 日本語';
const REFERENCE = createHmac("sha256", VALUE).update("hello").digest("hex").slice(0, 8);

describe("The example sites", function () {
  const stage = new RunningStage("stg", "examples");
  let host = "";
  eachNeedsTheOneBefore(this);

  before(() => stage.start());
  after(() => stage.stop());

  const use = async (example: string): Promise<void> => {
    await stage.set("web.files", `examples/${example}/site`);
    if (example !== "static") await stage.set("web.script", `examples/${example}/install.sh`);
  };
  const ask = async (path: string, ...options: readonly string[]): Promise<string> =>
    (await stage.operator("curl", "--silent", ...options, `http://${host}${path}`)).stdout;

  it("are not deployed without their parameter, and nothing is created", async () => {
    await use("php-form");
    await stage.set("web.parameters[0]", NAME);
    const { status, output } = await stage.tryPulumi("up", "--yes", "--skip-preview");
    expect(status).to.not.equal(0);
    expect(output).to.contain(`web.parameters: ${NAME} does not exist in ap-northeast-1`);
    expect(stage.calls().filter(({ action }) => /^(?:Create|Run|Put)/.test(action))).to.deep.equal([]);
  });

  it("in PHP: the form signs a message with the parameter", async () => {
    const { ssm } = new Aws(stage.endpoint);
    await ssm.send(new PutParameterCommand({ Name: NAME, Value: VALUE, Type: "SecureString" }));
    await stage.up();
    host = String(await stage.output("loadBalancerDnsName"));
    if (!stage.runs) return;
    expect(await ask("/")).to.contain("Send a message");
    expect(await ask("/send.php", "--data", "message=hello")).to.contain(`Reference: ${REFERENCE}`);
    expect(await ask("/install.sh")).to.contain("404");
  });

  it("leave the value out of the state, user data, logs and the image", async () => {
    expect((await stage.pulumi("stack", "export", "--show-secrets")).output).to.not.contain("4f1c a");
    const rest = stage.calls().filter(({ action }) => !/^(?:Put|Get)Parameter/.test(action));
    expect(JSON.stringify(rest)).to.not.contain("4f1c a");
    if (!stage.runs) return;
    const [id = ""] = stage.instances("web");
    const { stdout } = await stage.inside(
      id,
      "stat",
      "--format",
      "%U %G %a",
      "/etc/minimal-secure-web/parameters.json",
    );
    expect(stdout).to.equal("root apache 640\n");
    const log = await stage.inside(
      id,
      "grep",
      "--recursive",
      "--files-with-matches",
      "4f1c a",
      "/var/log",
      "/var/lib/cloud",
    );
    expect(log.stdout).to.equal("");
  });

  it("in Node.js: Apache passes requests to the app, which signs with the parameter", async () => {
    await use("node-app");
    await stage.up();
    if (!stage.runs) return;
    expect(await ask("/")).to.contain("An app in Node.js");
    expect(await ask("/sign?message=hello")).to.equal(REFERENCE);
  });

  it("with static pages: without a script and a parameter", async () => {
    await stage.unset("web.script");
    await stage.unset("web.parameters");
    await use("static");
    await stage.up();
    if (!stage.runs) return;
    expect(await ask("/")).to.contain("A static page");
    expect(await ask("/style.css")).to.contain("font-family");
    await stage.pulumi("preview", "--expect-no-changes");
  });
});

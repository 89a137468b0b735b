import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadProgram } from "../../../offline";
import { deployProgram, deployStage } from "../../support";

const ROOT = join(__dirname, "..", "..", "..");

const CONFIG = { "aws:region": "ap-northeast-1", serviceName: "shop" };
const DOMAIN = { names: ["www.example.com"], hostedZoneId: "Z0123456789ABCDEFGHIJ" };

/** Names of the resources without which each output has no value. */
async function needsOf(config: Readonly<Record<string, unknown>>): Promise<(output: string) => readonly string[]> {
  const program = async () => {
    const outputs = (await loadProgram(ROOT)()) as Readonly<Record<string, unknown>>;
    // A property of a resource records what it depends on; an output does not.
    for (const [name, value] of Object.entries(outputs)) new pulumi.Stash(`output-${name}`, { input: value });
    return outputs;
  };
  const deployed = await deployProgram(program, { config });
  return (output) => deployed.refersTo(deployed.byName(`output-${output}`), "input");
}

describe("The outputs that the next deployment decides by", () => {
  it("have no value after a failed rollout or certificate swap, so Pulumi keeps all outputs of the last deployment", async () => {
    const needs = await needsOf(CONFIG);
    expect(needs("webImageRecipes")).to.include("web-group-version");
    for (const name of ["httpsUrl", "certificateExpiresAt"]) {
      expect(needs(name), name).to.include("load-balancer-https");
    }
  });

  it("tell that the listener keeps its certificate until the swap, also where AWS cannot be asked", async () => {
    for (const [lastOutputs, ignored] of [
      [{}, undefined],
      [{ httpsUrl: "https://elb.example.com/" }, ["listeners[0].sslCertificateId"]],
    ] as const) {
      const stage = await deployStage("stg", { lastOutputs });
      expect(stage.only("aws.elb.LoadBalancer").options.ignoreChanges).to.deep.equal(ignored);
    }
  });

  it("include the URL of a domain", async () => {
    const needs = await needsOf({ ...CONFIG, domain: DOMAIN });
    for (const name of ["httpsUrl", "siteUrl"]) expect(needs(name), name).to.include("load-balancer-https");
  });
});

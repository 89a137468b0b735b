import { expect } from "chai";

import { lastDeployment } from "../../../preflight/last-deployment";
import { deploy } from "../../support";

describe("The last deployment", () => {
  it("had nothing when the stage is new", async () => {
    expect((await deploy(lastDeployment)).made).to.deep.equal({ webImageRecipes: [] });
  });

  it("is read from the outputs of the stack itself, and of no other", async () => {
    const { calls, resources } = await deploy(lastDeployment, { stage: "prod" });
    expect(calls).to.deep.equal([
      { token: "pulumi:pulumi:StackReference", args: { name: "organization/minimal-secure-web/prod" } },
    ]);
    expect(resources).to.deep.equal([]);
  });

  it("kept the images whose imageVersions it gave", async () => {
    const lastOutputs = { webImageRecipes: ["22222222", "11111111"] };
    const { made } = await deploy(lastDeployment, { lastOutputs });
    expect(made).to.deep.equal({ webImageRecipes: ["22222222", "11111111"] });
  });

  it("had a VPC and addresses of its own", async () => {
    const lastOutputs = { vpcId: "vpc-1", natPublicIps: ["192.0.2.1", "192.0.2.2"], bastionPublicIp: "192.0.2.3" };
    const { made } = await deploy(lastDeployment, { lastOutputs });
    expect(made).to.include({ vpcId: "vpc-1" });
    expect(made.publicIps).to.deep.equal(["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
  });

  it("says when the certificate expires that it made", async () => {
    const lastOutputs = { certificateExpiresAt: "2036-11-24T00:00:00Z" };
    const { made } = await deploy(lastDeployment, { lastOutputs });
    expect(made).to.have.property("certificateExpiresAt", "2036-11-24T00:00:00Z");
  });

  it("is known in a preview as well", async () => {
    const lastOutputs = { webImageRecipes: ["11111111"] };
    const { made } = await deploy(lastDeployment, { lastOutputs, preview: true });
    expect(made).to.deep.equal({ webImageRecipes: ["11111111"] });
  });

  it("left a VPC when it gave its id", async () => {
    const { made } = await deploy(lastDeployment, { lastOutputs: { vpcId: "vpc-1" } });
    expect(made).to.have.property("vpcId", "vpc-1");
  });
});

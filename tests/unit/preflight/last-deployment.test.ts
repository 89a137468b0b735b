import { readLastDeployment } from "../../../preflight";
import { deploy, type DeployOptions } from "../../support";
import { messageOf } from "../../support/waits";

const GET_CALLER_IDENTITY = "aws:index/getCallerIdentity:getCallerIdentity";
const NEW_STAGE = { accountId: "123456789012", imageVersions: [], publicIps: [] };

async function read(lastOutputs: DeployOptions["lastOutputs"] = {}, preview = false) {
  return (await deploy(readLastDeployment, { lastOutputs, preview })).made;
}

describe("The last deployment", () => {
  it("has no values when the stage is new", async () => {
    expect(await read()).to.deep.equal(NEW_STAGE);
  });

  it("is read from the outputs of the stack itself, after the credentials are checked", async () => {
    const { calls, resources } = await deploy(readLastDeployment, { stage: "prod" });
    expect(calls).to.deep.equal([
      { token: GET_CALLER_IDENTITY, args: {} },
      { token: "pulumi:pulumi:StackReference", args: { name: "organization/minimal-secure-web/prod" } },
    ]);
    expect(resources).to.deep.equal([]);
  });

  it("retained images, in a preview as well", async () => {
    const imageVersions = ["22222222", "11111111"];
    for (const preview of [false, true]) {
      expect(await read({ webImageRecipes: imageVersions }, preview)).to.deep.include({ imageVersions });
    }
  });

  it("had a VPC, Elastic IPs and a certificate", async () => {
    const lastOutputs = { vpcId: "vpc-1", natPublicIps: ["192.0.2.1", "192.0.2.2"], bastionPublicIp: "192.0.2.3" };
    const https = { certificateExpiresAt: "2036-11-24T00:00:00Z", httpsUrl: "https://elb.example.com/" };
    expect(await read({ ...lastOutputs, ...https })).to.deep.equal({
      ...NEW_STAGE,
      vpcId: "vpc-1",
      publicIps: ["192.0.2.1", "192.0.2.2", "192.0.2.3"],
      ...https,
    });
  });

  it("cannot be read with credentials that AWS rejects, with the provider's reason", async () => {
    let message: string | undefined;
    const reject = (): never => {
      // Pulumi passes on the details of a failed invoke, as gRPC calls them.
      throw Object.assign(new Error(), { details: "no valid credential sources found" });
    };
    const run = deploy(async () => (message = await messageOf(readLastDeployment)), {
      invokes: { [GET_CALLER_IDENTITY]: reject },
    });
    await messageOf(() => run);
    expect(message).to.match(
      /^AWS rejects this stage's credentials or cannot be reached, so nothing was changed: .*no valid credential sources found/,
    );
  });
});

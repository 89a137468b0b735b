import { AmazonLinux, type AmazonLinuxArgs } from "../../../lib/amazon-linux";
import { deploy, resolve, type Deployment, type DeployOptions } from "../../support";

const GET_AMI = "aws:ec2/getAmi:getAmi";

function amazonLinux(args: Partial<AmazonLinuxArgs> = {}, newest?: string): Promise<Deployment<AmazonLinux>> {
  const invokes: DeployOptions = newest === undefined ? {} : { invokes: { [GET_AMI]: () => ({ id: newest }) } };
  return deploy(() => new AmazonLinux("amazon-linux", { architectures: ["arm64"], generation: 1, ...args }), invokes);
}

describe("Amazon Linux", () => {
  it("is Amazon's newest standard AL2023 image of one kernel line for each architecture", async () => {
    const { calls } = await amazonLinux({ architectures: ["arm64", "x86_64"] });
    expect(calls).to.deep.equal(
      ["arm64", "x86_64"].map((architecture) => ({
        token: GET_AMI,
        args: {
          owners: ["amazon"],
          mostRecent: true,
          filters: [
            { name: "name", values: [`al2023-ami-2023.*-kernel-6.12-${architecture}`] },
            { name: "architecture", values: [architecture] },
            { name: "virtualization-type", values: ["hvm"] },
          ],
        },
      })),
    );
  });

  it("is stashed per architecture and generation, so a newer image changes nothing", async () => {
    const deployed = await amazonLinux({ architectures: ["arm64", "x86_64"], generation: 3 });
    const stashes = deployed.all("pulumi:index:Stash").map(({ name, options }) => [name, options]);
    expect(stashes).to.deep.equal([
      ["amazon-linux-arm64-3", { ignoreChanges: ["input"] }],
      ["amazon-linux-x86_64-3", { ignoreChanges: ["input"] }],
    ]);
  });

  it("has the stashed id, for requested architectures only", async () => {
    const { made } = await amazonLinux({}, "ami-kept");
    expect(await resolve(made.idOf("arm64"))).to.equal("ami-kept");
    expect(() => made.idOf("x86_64")).to.throw("no Amazon Linux image was asked for on x86_64");
  });
});

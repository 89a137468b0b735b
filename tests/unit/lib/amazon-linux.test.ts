import { expect } from "chai";

import { AmazonLinux, type AmazonLinuxArgs } from "../../../lib/amazon-linux";
import { deploy, resolve, type Deployment, type DeployOptions } from "../../support";
import { urnsOf, without } from "../../support/names";

const GET_AMI = "aws:ec2/getAmi:getAmi";

function amazonLinux(args: Partial<AmazonLinuxArgs> = {}, newest?: string): Promise<Deployment<AmazonLinux>> {
  const invokes: DeployOptions = newest === undefined ? {} : { invokes: { [GET_AMI]: () => ({ id: newest }) } };
  return deploy(() => new AmazonLinux("amazon-linux", { architectures: ["arm64"], generation: 1, ...args }), invokes);
}

describe("Amazon Linux", () => {
  it("is looked up as Amazon's own newest standard image of 2023 with one kernel line for the architecture", async () => {
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

  it("is kept per architecture and generation, whatever is newest later", async () => {
    const deployed = await amazonLinux({ architectures: ["arm64", "x86_64"], generation: 3 });
    const stashes = deployed.all("pulumi:index:Stash").map(({ name, options }) => [name, options]);
    expect(stashes).to.deep.equal([
      ["amazon-linux-arm64-3", { ignoreChanges: ["input"] }],
      ["amazon-linux-x86_64-3", { ignoreChanges: ["input"] }],
    ]);
  });

  it("stays the same resource when a newer one appears", async () => {
    const [old, newer] = [await amazonLinux({}, "ami-old"), await amazonLinux({}, "ami-new")];
    expect(urnsOf(newer)).to.deep.equal(urnsOf(old));
    expect(newer.only("pulumi:index:Stash").options).to.deep.equal({ ignoreChanges: ["input"] });
  });

  it("is another resource, and so the newest image, with another generation", async () => {
    const [first, second] = [urnsOf(await amazonLinux()), urnsOf(await amazonLinux({ generation: 2 }))];
    expect(without(first, second).map((urn) => urn.split("::")[3])).to.deep.equal(["amazon-linux-arm64-1"]);
    expect(without(second, first).map((urn) => urn.split("::")[3])).to.deep.equal(["amazon-linux-arm64-2"]);
  });

  it("has the id that is kept, of the architectures that were asked for", async () => {
    const { made } = await amazonLinux({}, "ami-kept");
    expect(await resolve(made.idOf("arm64"))).to.equal("ami-kept");
    expect(() => made.idOf("x86_64")).to.throw("no Amazon Linux image was asked for on x86_64");
  });
});

import { instanceTypes } from "../../../preflight/instance-types";
import { fakeClients, issuesOf } from "./support";

const [A, C] = ["ap-northeast-1a", "ap-northeast-1c"];

const info = (InstanceType: string, more: object = {}) => ({
  InstanceType,
  BareMetal: false,
  Hypervisor: "nitro",
  ProcessorInfo: { SupportedArchitectures: ["arm64"] },
  SupportedVirtualizationTypes: ["hvm"],
  SupportedRootDeviceTypes: ["ebs"],
  ...more,
});
const offer = (InstanceType: string, Location: string) => ({ InstanceType, Location });

async function check(infos: readonly object[], offers: readonly object[], zones = [A, C]) {
  const { clients, calls } = fakeClients({
    // The second page is empty, and there is still a third.
    DescribeInstanceTypes: [{ InstanceTypes: [], NextToken: "more" }, { InstanceTypes: infos }],
    DescribeInstanceTypeOfferings: [
      { InstanceTypeOfferings: [], NextToken: "more" },
      { InstanceTypeOfferings: offers },
    ],
  });
  const used = [{ setting: "instanceTypes.web", type: "t4g.micro", zones }];
  const { issues } = await issuesOf(instanceTypes({ region: "ap-northeast-1", used }, clients));
  return { issues, calls };
}

describe("The instance types of the settings", () => {
  const everywhere = [offer("t4g.micro", C), offer("t4g.micro", A)];

  it("exist, suit the images and are offered in each zone where they are used", async () => {
    expect((await check([info("t4g.micro")], everywhere)).issues).to.deep.equal([]);
    expect((await check([info("t4g.micro")], [offer("t4g.micro", A)], [A])).issues).to.deep.equal([]);
  });

  it("are rejected if the region does not have them", async () => {
    expect((await check([], [])).issues).to.deep.equal([
      "instanceTypes.web: t4g.micro does not exist in ap-northeast-1. Choose another type",
    ]);
  });

  it("are rejected if a zone does not offer them, with the zones that do", async () => {
    expect(
      (await check([info("t4g.micro")], [offer("t4g.micro", A), offer("t4g.micro", `${A}x`)])).issues,
    ).to.deep.equal([
      "instanceTypes.web: t4g.micro is not available in ap-northeast-1c, where the stage uses it; " +
        "zones of ap-northeast-1 that offer it: ap-northeast-1a, ap-northeast-1ax. Choose another type or other zones",
    ]);
  });

  it("are rejected if Amazon Linux 2023 does not run on their processors: A1 is older than Graviton2", async () => {
    const { clients } = fakeClients({
      DescribeInstanceTypes: [{ InstanceTypes: [info("a1.medium")] }],
      DescribeInstanceTypeOfferings: [{ InstanceTypeOfferings: [offer("a1.medium", A)] }],
    });
    const used = [{ setting: "instanceTypes.nat", type: "a1.medium", zones: [A] }];
    expect((await issuesOf(instanceTypes({ region: "ap-northeast-1", used }, clients))).issues).to.deep.equal([
      "instanceTypes.nat: a1.medium has a Graviton processor of the first generation, on which Amazon Linux 2023 does not run. " +
        "Choose another type",
    ]);
  });

  it("are rejected if their instances would not start or not work", async () => {
    const rows: [object, string][] = [
      [
        { ProcessorInfo: { SupportedArchitectures: ["i386", "x86_64"] } },
        "is a type for i386, x86_64, but this program expects arm64",
      ],
      [{ BareMetal: true, Hypervisor: undefined }, "is a bare metal type"],
      [{ Hypervisor: "xen" }, "does not run on the Nitro System"],
      [{ SupportedVirtualizationTypes: ["paravirtual"] }, "does not run HVM images"],
      [{ SupportedRootDeviceTypes: ["instance-store"] }, "cannot start from an EBS volume"],
    ];
    for (const [more, problem] of rows) {
      const { issues } = await check([info("t4g.micro", more)], everywhere);
      expect(issues).to.have.length(1);
      expect(issues[0]).to.contain(`instanceTypes.web: t4g.micro ${problem}`);
    }
  });
});

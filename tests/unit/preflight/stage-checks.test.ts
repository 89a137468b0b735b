import { AwsClients } from "../../../lib/aws";
import { parseSettings } from "../../../config";
import { stageChecks } from "../../../preflight/stage-checks";
import { contextOf } from "../../support/context";
import { sourceOf, twoZones, type Values } from "../config/support";
import { fakeClients, issuesOf } from "./support";

/** Tags of EC2. */
const LAUNCHED = { "aws:ec2launchtemplate:id": "lt-1", "aws:ec2launchtemplate:version": "7" };

const TYPES = ["t4g.micro", "t4g.nano"].map((InstanceType) => ({ InstanceType, VCpuInfo: { DefaultVCpus: 2 } }));

/** All issues of a stage in an account that has zone 1a alone, and a quota of no vCPU. */
async function check(
  values: Values,
  image = { isNew: true, hasNewAmazonLinux: false },
  { Instances = [] as object[], unhealthy = new Map<string, string>() } = {},
) {
  const parsed = parseSettings(sourceOf(values));
  if (!parsed.ok) throw new Error("invalid settings");
  const { clients, calls } = fakeClients(
    {
      DescribeAvailabilityZones: [{ AvailabilityZones: [{ ZoneName: "ap-northeast-1a" }] }],
      DescribeInstanceTypes: [{ InstanceTypes: TYPES }],
      DescribeInstanceTypeOfferings: [
        { InstanceTypeOfferings: TYPES.map((type) => ({ ...type, Location: "ap-northeast-1a" })) },
      ],
      DescribeAddresses: [{ Addresses: [] }],
      DescribeAccountAttributes: [{}],
      DescribeInstances: [{ Reservations: [{ Instances }] }],
      DescribeImages: [{ Images: [{ Description: "Web server, version 0123abcd" }] }],
      DescribeLaunchTemplateVersions: [
        { LaunchTemplateVersions: [{ LaunchTemplateData: { UserData: Buffer.from("#!/bin/sh").toString("base64") } }] },
      ],
      DescribeSubnets: [{ Subnets: [] }],
      GetEbsDefaultKmsKeyId: [{ KmsKeyId: "alias/aws/ebs" }],
    },
    { GetServiceQuota: [{ Quota: { Value: 0 } }] },
  );
  const stage = contextOf("stg");
  const all: AwsClients = Object.assign(stage.clients, clients, { accountPlan: () => Promise.resolve("PAID") });
  const last = { accountId: "123456789012", publicIps: [] };
  const planned = {
    ...image,
    inUse: "0123abcd",
    startUserData: "#!/bin/sh",
    unhealthyNatInstances: () => Promise.resolve(unhealthy),
  };
  const checks = stageChecks({ ...stage, clients: all }, parsed.settings, last, planned);
  const found = await Promise.all(checks.map(async (each) => (await issuesOf(each)).issues));
  return { issues: found.flat(), calls: calls.map(([name]) => name) };
}

describe("The checks of a stage", () => {
  it("cover each zone, and the types where they are used: web in all zones, NAT and bastion in the first", async () => {
    const { issues } = await check({ zones: twoZones, bastion: "true", adminCidrs: ["203.0.113.0/24"] });
    const [zone, web, vcpus, ...rest] = issues;
    expect(zone).to.contain("zones: ap-northeast-1c does not exist");
    expect(web).to.contain("instanceTypes.web: t4g.micro is not available in ap-northeast-1c");
    expect(vcpus).to.contain("2 of a new NAT instance in 1a").and.to.contain("2 of a new bastion");
    expect(rest).to.deep.equal([]);
  });

  it("cover a NAT instance in each zone, or none", async () => {
    const perZone = await check({ zones: twoZones, natPerZone: "true" });
    expect(perZone.issues[2]).to.contain("instanceTypes.nat: t4g.nano is not available in ap-northeast-1c");
    expect((await check({ nat: "none" })).issues.join()).to.not.contain("NAT");
  });

  it("include the default key of EBS volumes for a new image, and new NAT instances for a new Amazon Linux", async () => {
    const same = await check({}, { isNew: false, hasNewAmazonLinux: false });
    expect(same.calls).to.not.include("GetEbsDefaultKmsKeyId");
    const newer = await check({}, { isNew: true, hasNewAmazonLinux: true });
    expect(newer.calls).to.include("GetEbsDefaultKmsKeyId");
    expect(newer.issues.join()).to.contain("a new NAT instance");
  });

  it("include new vCPUs only for what changes: nothing, or a NAT instance that is unhealthy", async () => {
    const instance = (Name: string, InstanceType: string) => ({
      ...{ InstanceType, ImageId: "ami-1", State: { Name: "running" } },
      Placement: { AvailabilityZone: "ap-northeast-1a" },
      Tags: Object.entries({ ...LAUNCHED, Service: "servicename", Stage: "stg", Name }).map(([Key, Value]) => ({
        Key,
        Value,
      })),
    });
    const Instances = [instance("servicename-stg-nat", "t4g.nano"), instance("as-servicename-stg-web", "t4g.micro")];
    const same = { isNew: false, hasNewAmazonLinux: false };
    expect((await check({}, same, { Instances })).issues).to.deep.equal([]);
    const unhealthy = new Map([["1a", "i-nat"]]);
    expect((await check({}, same, { Instances, unhealthy })).issues.join()).to.contain("2 of a new NAT instance in 1a");
  });
});

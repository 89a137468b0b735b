import { expect } from "chai";

import { imageVersionOf } from "../../../compute";
import { stageChecks } from "../../../preflight";
import { settingsOf, twoZones, type Values } from "../config/support";
import { fakeClients, issuesOf } from "./support";

const TYPES = ["t4g.micro", "t4g.nano"].map((InstanceType) => ({ InstanceType, VCpuInfo: { DefaultVCpus: 2 } }));

/** All issues of a stage in an account that has zone 1a alone, and a quota of no vCPU. */
async function check(values: Values, lastGeneration?: number) {
  const settings = settingsOf(values);
  const userData = "#!/bin/bash";
  const imageVersion = (generation: number) =>
    imageVersionOf({ userData, instanceType: settings.instanceTypes.web, generation });
  const { clients, calls } = fakeClients(
    {
      DescribeAvailabilityZones: [{ AvailabilityZones: [{ ZoneName: "ap-northeast-1a" }] }],
      DescribeInstanceTypes: [{ InstanceTypes: TYPES }],
      DescribeInstanceTypeOfferings: [
        { InstanceTypeOfferings: TYPES.map((type) => ({ ...type, Location: "ap-northeast-1a" })) },
      ],
      DescribeInstances: [{ Reservations: [] }],
      DescribeSubnets: [{ Subnets: [] }],
      GetEbsDefaultKmsKeyId: [{ KmsKeyId: "alias/aws/ebs" }],
    },
    { GetServiceQuota: [{ Quota: { Value: 0 } }] },
  );
  const stage = {
    stageName: { service: "shop", stage: "stg" },
    settings,
    accountId: "123456789012",
    userData,
    imageVersion: imageVersion(settings.imageGeneration),
    lastImageVersions: lastGeneration === undefined ? [] : [imageVersion(lastGeneration)],
  };
  const checks = stageChecks(stage, { ...clients, accountPlan: () => Promise.resolve("PAID") });
  const found = await Promise.all(checks.map(async (each) => (await issuesOf(each)).issues));
  return { issues: found.flat(), calls: calls.map(([name]) => name) };
}

describe("The checks of a stage", () => {
  it("are of each zone, and of the types where they are used: web in all, NAT and bastion in the first", async () => {
    const { issues } = await check({ zones: twoZones, bastion: "true", adminCidrs: ["203.0.113.0/24"] });
    const [zone, web, vcpus, ...rest] = issues;
    expect(zone).to.contain("zones: ap-northeast-1c does not exist");
    expect(web).to.contain("instanceTypes.web: t4g.micro is not offered in ap-northeast-1c");
    expect(vcpus).to.contain("2 of a new NAT instance in 1a").and.to.contain("2 of a new bastion");
    expect(rest).to.deep.equal([]);
  });

  it("are of a NAT instance in each zone, and of none where there is none", async () => {
    const perZone = await check({ zones: twoZones, natPerZone: "true" });
    expect(perZone.issues[2]).to.contain("instanceTypes.nat: t4g.nano is not offered in ap-northeast-1c");
    expect((await check({ nat: "none" })).issues.join()).to.not.contain("NAT");
  });

  it("know a new Amazon Linux by its generation, and look at the EBS key where a new image is made", async () => {
    const same = await check({ imageGeneration: "3" }, 3);
    expect(same.calls).to.not.include("GetEbsDefaultKmsKeyId");
    const newer = await check({ imageGeneration: "3" }, 2);
    expect(newer.calls).to.include("GetEbsDefaultKmsKeyId");
    expect(newer.issues.join()).to.contain("a new NAT instance");
  });
});

import { vcpuQuota, type Launches } from "../../../preflight/vcpu-quota";
import { stageNameOf } from "../../support/names";
import { awsError, fakeClients, issuesOf } from "./support";

const A = "ap-northeast-1a";
const VCPUS: Readonly<Record<string, number>> = {
  "t4g.nano": 2,
  "t4g.micro": 2,
  "m7g.xlarge": 4,
  "hpc7g.16xlarge": 64,
};

const FIRST: Launches = {
  stageName: stageNameOf("stg"),
  region: "ap-northeast-1",
  instanceTypes: { web: "t4g.micro", nat: "t4g.nano", bastion: "t4g.nano" },
  natZones: [A],
  bastion: false,
  webMin: 1,
  newImage: true,
  servers: { imageVersion: "0123abcd", startUserData: "#!/bin/sh", detailedMonitoring: false },
  newAmazonLinux: false,
  unhealthyNatInstances: () => Promise.resolve(undefined),
};

/** Tags of EC2. */
const LAUNCHED = { "aws:ec2launchtemplate:id": "lt-1", "aws:ec2launchtemplate:version": "7" };

/** Launched with the user data and the monitoring of `FIRST`. */
const TEMPLATE = { UserData: Buffer.from("#!/bin/sh").toString("base64") };

const instance = (Name: string, InstanceType: string, more: object = {}) => ({
  InstanceType,
  State: { Name: "running" },
  Placement: { AvailabilityZone: A },
  Tags: Object.entries({ Service: "servicename", Stage: "stg", Name, ...LAUNCHED }).map(([Key, Value]) => ({
    Key,
    Value,
  })),
  ...more,
});
const RUNNING = [
  instance("servicename-stg-nat", "t4g.nano"),
  instance("as-servicename-stg-web", "t4g.micro", { ImageId: "ami-1" }),
  instance("servicename-stg-web", "t4g.micro", { State: { Name: "stopped" } }),
];

async function check(
  launches: Partial<Launches>,
  Instances: readonly object[],
  quota: unknown = { Quota: { Value: 5 } },
  current: { description?: string; template?: object } = {},
) {
  const { clients, quotaCalls } = fakeClients(
    {
      DescribeInstances: [{ Reservations: [{ Instances }] }],
      DescribeImages: [{ Images: [{ Description: current.description }] }],
      DescribeLaunchTemplateVersions: [
        { LaunchTemplateVersions: [{ LaunchTemplateData: current.template ?? TEMPLATE }] },
      ],
      DescribeInstanceTypes: [
        {
          InstanceTypes: Object.entries(VCPUS).map(([InstanceType, DefaultVCpus]) => ({
            InstanceType,
            VCpuInfo: { DefaultVCpus },
          })),
        },
      ],
    },
    quota === null ? undefined : { GetServiceQuota: [quota] },
  );
  return { ...(await issuesOf(vcpuQuota({ ...FIRST, ...launches }, clients))), quotaCalls };
}

describe("The vCPUs that a deployment needs at its peak", () => {
  it("are, of a first deployment, those of NAT instance and build instance: a new account's quota is enough", async () => {
    const { issues, quotaCalls } = await check({}, []);
    expect(issues).to.deep.equal([]);
    expect(quotaCalls).to.deep.equal([["GetServiceQuota", { ServiceCode: "ec2", QuotaCode: "L-1216C47A" }]]);
    expect((await check({}, [], { Quota: { Value: 3 } })).issues[0]).to.contain(
      "needs 4 (0 of running instances + 2 of a new NAT instance in 1a (t4g.nano) + " +
        "2 of the instance that builds the web image (t4g.micro))",
    );
  });

  it("are, of a new Amazon Linux, also those of what it replaces, which a new account's quota is not enough for", async () => {
    expect((await check({ newAmazonLinux: true }, RUNNING)).issues).to.deep.equal([
      "not enough vCPUs: at its peak this deployment needs 8 (4 of running instances + " +
        "2 of a new NAT instance in 1a (t4g.nano) + 2 of the instance that builds the web image (t4g.micro)), " +
        "because old instances are terminated last; the account's quota in ap-northeast-1 is 5. Request a higher quota, which " +
        "is free: aws service-quotas request-service-quota-increase --region ap-northeast-1 --service-code ec2 " +
        "--quota-code L-1216C47A --desired-value 32",
    ]);
    expect((await check({ newAmazonLinux: true }, RUNNING, { Quota: { Value: 8 } })).issues).to.deep.equal([]);
  });

  it("are those of all instances of the region, but for stopped ones, Spot Instances and families with other quotas", async () => {
    const others = [
      instance("other", "m7g.xlarge", { Tags: [] }),
      instance("other", "m7g.xlarge", { Tags: [], InstanceLifecycle: "spot" }),
      instance("other", "hpc7g.16xlarge", { Tags: [] }),
    ];
    expect((await check({}, [...RUNNING, ...others], { Quota: { Value: 9 } })).issues[0]).to.contain(
      "needs 10 (8 of running instances + 2 of the instance that builds the web image (t4g.micro))",
    );
  });

  it("are twice those of the web servers while an image is rolled out", async () => {
    const four = Array.from({ length: 3 }, () => RUNNING[1]!);
    expect((await check({}, [...RUNNING, ...four], { Quota: { Value: 18 } })).issues[0] ?? "").to.equal("");
    expect((await check({}, [...RUNNING, ...four], { Quota: { Value: 15 } })).issues[0]).to.contain(
      "needs 18 (10 of running instances + 8 of 4 new web servers (t4g.micro))",
    );
  });

  it("are also those of a bastion that is not there yet, of another type of NAT instance, and of each zone's NAT", async () => {
    const none = { newImage: false };
    const bastion = instance("servicename-stg-bastion", "t4g.nano", { State: { Name: "stopped" } });
    const peak = async (launches: Partial<Launches>, instances: readonly object[]) =>
      /needs (\d+)/.exec(
        (await check({ ...none, ...launches }, instances, { Quota: { Value: 0 } })).issues[0] ?? "",
      )?.[1];
    expect(await peak({}, RUNNING)).to.equal(undefined);
    expect(await peak({ bastion: true }, RUNNING)).to.equal("6");
    expect(await peak({ bastion: true }, [...RUNNING, bastion])).to.equal(undefined);
    expect(await peak({ natZones: [A, "ap-northeast-1c"] }, RUNNING)).to.equal("6");
    expect(await peak({ instanceTypes: { ...FIRST.instanceTypes, nat: "m7g.xlarge" } }, RUNNING)).to.equal("8");
  });

  it("are also those of a NAT instance that is to be replaced because it is unhealthy", async () => {
    const unhealthyNatInstances = () => Promise.resolve(new Map([["1a", "i-nat"]]));
    const { issues } = await check({ newImage: false, unhealthyNatInstances }, RUNNING);
    expect(issues[0]).to.contain("needs 6 (4 of running instances + 2 of a new NAT instance in 1a (t4g.nano))");
  });

  it("are also those of web servers of the other image, with other user data, monitoring or another type", async () => {
    const none = { newImage: false };
    const template = (script: string, Enabled = false) => ({
      UserData: Buffer.from(script).toString("base64"),
      Monitoring: { Enabled },
    });
    const same = { description: "Web server of servicename stg, version 0123abcd", template: template("#!/bin/sh") };
    expect((await check(none, RUNNING, undefined, same)).issues).to.deep.equal([]);
    for (const current of [
      { ...same, description: "Web server of servicename stg, version 4567abcd" },
      { ...same, template: template("#!/bin/sh\n: another") },
      { ...same, template: template("#!/bin/sh", true) },
    ]) {
      expect((await check(none, RUNNING, undefined, current)).issues[0], JSON.stringify(current)).to.contain(
        "needs 6 (4 of running instances + 2 of 1 new web server (t4g.micro))",
      );
    }
    const larger = { instanceTypes: { ...FIRST.instanceTypes, web: "m7g.xlarge" } };
    expect((await check({ ...none, ...larger }, RUNNING, undefined, same)).issues[0]).to.contain("needs 8");
  });

  it("are also those of web servers by which the group grows to its minimum, which a rollout replaces too", async () => {
    expect((await check({ newImage: false, webMin: 3 }, RUNNING)).issues[0]).to.contain(
      "needs 8 (4 of running instances + 4 of 2 new web servers (t4g.micro))",
    );
    expect((await check({ webMin: 3 }, RUNNING)).issues[0]).to.contain(
      "needs 14 (4 of running instances + 10 of 5 new web servers (t4g.micro))",
    );
  });

  it("are not compared where the quota is unknown: that is warned of, but for an endpoint without quotas", async () => {
    const many = [...RUNNING, instance("other", "m7g.xlarge", { Tags: [] })];
    const warning = "warning: the account's vCPU quota (L-1216C47A) is not checked: no";
    for (const name of ["AccessDeniedException", "NoSuchResourceException", "TimeoutError"]) {
      expect(await check({}, many, awsError(name)), name).to.deep.include({ issues: [], said: [warning] });
    }
    expect((await check({}, many, { Quota: {} })).said[0]).to.contain("Service Quotas has no value");
    expect((await check({}, many, awsError("NotImplemented"))).said.filter((one) => !one.startsWith("debug"))).to.be
      .empty;
    expect(await check({}, many, null)).to.deep.include({ issues: [], said: [] });
  });
});

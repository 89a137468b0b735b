import * as aws from "@pulumi/aws";
import { WebGroup, type WebGroupArgs } from "../../../../compute";
import { deploy, input, type Deployment } from "../../../support";
import { contextOf, securityGroups } from "../../../support/context";
import { needs } from "../../../support/names";
import { variant } from "../../../support/variants";
import { ROLLOUT_TIMES } from "../../../../compute/web/web-group";

const TAGS = { Service: "servicename", Stage: "stg", ManagedBy: "pulumi", Name: "as-servicename-stg-web" };

function webGroup(args: Partial<WebGroupArgs> = {}): Promise<Deployment<WebGroup>> {
  return deploy(() => {
    const route = new aws.ec2.Route("route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" });
    return new WebGroup("web-group", {
      context: contextOf("stg"),
      settings: { instanceType: "t4g.micro", min: 1, max: 1 },
      vpc: { privateSubnetIds: ["subnet-private-1a", "subnet-private-1c"] },
      securityGroups,
      loadBalancer: { loadBalancerName: "elb-servicename-stg" },
      imageId: "ami-web",
      login: { keyName: "key-1" },
      visitors: { http: "serve", hsts: false },
      privateEgress: [route],
      ...args,
    });
  });
}

/** Between the launch of a server and its state InService. */
const BOOT_SECONDS = 60;

const PARAMETERS = { instanceType: "t4g.micro", min: 1, max: 1, parameters: ["/shop/stg/password", "plain"] };

describe("Web servers with parameters", () => {
  const arns = ["shop/stg/password", "plain"].map(
    (name) => `arn:aws:ssm:ap-northeast-1:123456789012:parameter/${name}`,
  );
  const statements = [
    { Sid: "ReadParameters", Effect: "Allow", Action: "ssm:GetParameters", Resource: arns },
    {
      Sid: "DecryptParameters",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: "arn:aws:kms:ap-northeast-1:123456789012:key/*",
      Condition: {
        StringEquals: {
          "kms:ViaService": "ssm.ap-northeast-1.amazonaws.com",
          "kms:EncryptionContext:PARAMETER_ARN": arns,
        },
      },
    },
  ];

  it("have a role that reads exactly these, and user data with their names only", async () => {
    const group = await webGroup({ settings: PARAMETERS });
    const { policy, role } = group.only("aws.iam.RolePolicy").inputs;
    expect(JSON.parse(policy as string)).to.deep.equal({ Version: "2012-10-17", Statement: statements });
    expect(role).to.equal(group.only("aws.iam.Role").outputs.name);
    const template = group.only("aws.ec2.LaunchTemplate");
    expect(template.inputs.iamInstanceProfile).to.deep.equal({
      arn: group.only("aws.iam.InstanceProfile").outputs.arn,
    });
    const userData = Buffer.from(template.inputs.userData as string, "base64").toString();
    expect(userData.split("\n").slice(0, 4)).to.deep.equal([
      "#!/bin/bash",
      "PARAMETERS='/shop/stg/password plain'",
      "PARAMETERS_REGION='ap-northeast-1'",
      "HTTP_MODE='serve'",
    ]);
    // Visitors come after the parameters.
    const [stop, start, reload] = ["stop httpd", "start httpd", "try-reload-or-restart"].map((one) =>
      userData.indexOf(one),
    );
    expect([stop, start, reload])
      .to.deep.equal([stop, start, reload].sort((a = 0, b = 0) => a - b))
      .and.not.include(-1);
  });

  it("have these permissions in the role for Session Manager, if they have one: an instance has one role only", async () => {
    const group = await webGroup({
      settings: PARAMETERS,
      login: { instanceProfileArn: "arn:aws:iam::123456789012:instance-profile/web", roleName: "session" },
    });
    expect(group.all("aws.iam.Role")).to.deep.equal([]);
    expect(group.only("aws.iam.RolePolicy").inputs.role).to.equal("session");
    const template = group.only("aws.ec2.LaunchTemplate");
    expect(template.inputs.iamInstanceProfile).to.deep.equal({ arn: "arn:aws:iam::123456789012:instance-profile/web" });
    expect(needs(group, template)).to.include("RolePolicy web-group-role");
  });
});

describe("Web servers", () => {
  let one: Deployment<WebGroup>;
  let some: Deployment<WebGroup>;

  before(async () => {
    one = await webGroup();
    some = await webGroup({
      context: contextOf("stg", { detailedMonitoring: true }),
      settings: { instanceType: "t4g.micro", min: 2, max: 4 },
      login: { instanceProfileArn: "arn:aws:iam::123456789012:instance-profile/web" },
      visitors: { http: "redirect", hsts: false },
    });
  });

  it("are launched from the web image, hardened, without a public address, with the login key and no role", () => {
    const { userData, tags, ...inputs } = one.only("aws.ec2.LaunchTemplate").inputs;
    expect(userData).to.be.a("string");
    expect(tags).to.have.property("Name", "lt-servicename-stg");
    expect(inputs).to.deep.equal({
      imageId: "ami-web",
      instanceType: "t4g.micro",
      keyName: "key-1",
      networkInterfaces: [
        { associatePublicIpAddress: "false", deleteOnTermination: "true", securityGroups: ["sg-web"] },
      ],
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { encrypted: "true", volumeType: "gp3", volumeSize: 8, deleteOnTermination: "true" },
        },
      ],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: false },
      ebsOptimized: "true",
      tagSpecifications: [
        { resourceType: "instance", tags: TAGS },
        { resourceType: "volume", tags: TAGS },
      ],
      updateDefaultVersion: true,
    });
  });

  it("have a role and no key pair with Session Manager, and detailed monitoring with alarms", () => {
    const { inputs } = some.only("aws.ec2.LaunchTemplate");
    expect(inputs).not.to.have.property("keyName");
    expect(inputs.iamInstanceProfile).to.deep.equal({ arn: "arn:aws:iam::123456789012:instance-profile/web" });
    expect(inputs.monitoring).to.deep.equal({ enabled: true });
  });

  it("get the HTTP mode in their user data, so that it is no part of the image", async () => {
    const off = await webGroup({ visitors: { http: "off", hsts: false } });
    for (const [group, mode] of [
      [one, "serve"],
      [some, "redirect"],
      [off, "off"],
    ] as const) {
      const userData = input(group.only("aws.ec2.LaunchTemplate"), "userData") as string;
      const lines = Buffer.from(userData, "base64").toString().split("\n");
      expect(lines.slice(0, 2)).to.deep.equal(["#!/bin/bash", `HTTP_MODE='${mode}'`]);
    }
  });

  it("have a role that may read the secrets of the settings and nothing else", async () => {
    const secretArns = ["arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:rds!db-1-AbCdEf"];
    const group = await webGroup({ settings: { instanceType: "t4g.micro", min: 1, max: 1, secretArns } });
    expect(JSON.parse(input(group.only("aws.iam.RolePolicy"), "policy") as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        { Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArns },
      ],
    });
    const { iamInstanceProfile } = group.only("aws.ec2.LaunchTemplate").inputs;
    expect(iamInstanceProfile).to.deep.equal({ arn: group.only("aws.iam.InstanceProfile").outputs.arn });
  });

  it("tell browsers to use HTTPS only, at the end of their user data", async () => {
    const hsts = await webGroup({ visitors: { http: "redirect", hsts: true } });
    const [without, all] = [some, hsts].map((group) =>
      Buffer.from(input(group.only("aws.ec2.LaunchTemplate"), "userData") as string, "base64").toString(),
    );
    expect(without).to.not.contain("HSTS");
    expect(all).to.contain("\nHSTS_SECONDS='31536000'\n").and.contain("Strict-Transport-Security");
    const rest = all?.replace("HSTS_SECONDS='31536000'\n", "").slice(0, without?.length);
    expect(rest).to.equal(without);
  });

  it("are a group in the private subnets, registered with the load balancer, whose health checks count", () => {
    const { launchTemplate, tags, enabledMetrics, ...inputs } = one.only("aws.autoscaling.Group").inputs;
    expect([launchTemplate, tags]).not.to.include(undefined);
    expect(enabledMetrics).to.include.members(["GroupInServiceInstances", "GroupMinSize", "GroupDesiredCapacity"]);
    expect(inputs).to.deep.equal({
      name: "asg-servicename-stg",
      vpcZoneIdentifiers: ["subnet-private-1a", "subnet-private-1c"],
      minSize: 1,
      maxSize: 1,
      loadBalancers: ["elb-servicename-stg"],
      healthCheckType: "ELB",
      healthCheckGracePeriod: 120,
      defaultInstanceWarmup: 240,
      instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
      ignoreFailedScalingActivities: true,
      waitForCapacityTimeout: "0",
    });
  });

  it("lose none during a rollout: a new one that fails is noticed while it warms up or bakes, however AWS counts its grace period", async () => {
    const stage = await variant("stg");
    const check = stage.only("aws.elb.LoadBalancer").inputs.healthCheck as Readonly<Record<string, number>>;
    const { interval = NaN, timeout = NaN, unhealthyThreshold = NaN } = check;
    const { healthCheckGracePeriod, defaultInstanceWarmup } = stage.only("aws.autoscaling.Group").inputs;
    const noticed = unhealthyThreshold * (interval + timeout);
    const grace = Number(healthCheckGracePeriod);
    // From the launch or from InService: a boot takes less than the grace period.
    expect(ROLLOUT_TIMES.warmUpSeconds)
      .to.be.at.least(grace + noticed + BOOT_SECONDS)
      .and.equal(defaultInstanceWarmup);
    // Watched after the last replacement as well.
    expect(ROLLOUT_TIMES.bakeSeconds).to.be.at.least(2 * noticed);
  });

  it("have the minimum and maximum of the settings, and no desired capacity, which auto scaling sets", () => {
    const { minSize, maxSize, desiredCapacity } = some.only("aws.autoscaling.Group").inputs;
    expect([minSize, maxSize, desiredCapacity]).to.deep.equal([2, 4, undefined]);
  });

  it("follow the newest version of the launch template by its number, which allows a rollback", () => {
    expect(one.only("aws.autoscaling.Group").inputs.launchTemplate).to.deep.equal({
      id: one.only("aws.ec2.LaunchTemplate").id,
      version: "1",
    });
  });

  it("are replaced by a hook before their new version is stashed, since the provider could not roll back", () => {
    const group = one.only("aws.autoscaling.Group");
    expect(group.inputs.instanceRefresh).to.be.undefined;
    const { inputs, hooks } = one.only("pulumi.Stash");
    expect(inputs).to.deep.equal({
      input: { groupName: "asg-servicename-stg", templateId: one.only("aws.ec2.LaunchTemplate").id, version: "1" },
    });
    const { beforeCreate, beforeUpdate, ...others } = hooks;
    expect([beforeCreate, beforeUpdate]).to.deep.equal([["web-group-is-rolled-out"], ["web-group-is-rolled-out"]]);
    expect(Object.values(others).flat()).to.deep.equal([]);
  });

  it("have their Name and the other tags, since default tags do not reach them", () => {
    expect(one.only("aws.autoscaling.Group").inputs.tags).to.deep.equal(
      Object.entries(TAGS).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
    );
  });

  it("start only after their egress exists, and have time to drain when the group is deleted", () => {
    const group = one.only("aws.autoscaling.Group");
    expect(needs(one, group)).to.deep.equal(["LaunchTemplate web-group", "Route route"]);
    expect(group.options).to.deep.equal({ customTimeouts: { delete: "20m" }, ignoreChanges: ["launchTemplate"] });
  });

  it("scale with their CPU only if the maximum exceeds the minimum", async () => {
    const fixed = await webGroup({ settings: { instanceType: "t4g.micro", min: 3, max: 3 } });
    for (const group of [one, fixed]) expect(group.all("aws.autoscaling.Policy")).to.deep.equal([]);
    const policy = some.only("aws.autoscaling.Policy");
    expect(policy.inputs).to.deep.equal({
      autoscalingGroupName: "asg-servicename-stg",
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: 60,
      },
    });
  });
});

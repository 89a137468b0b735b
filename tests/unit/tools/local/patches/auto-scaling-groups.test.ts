import { expect } from "chai";

import {
  groupMetrics,
  groupSettings,
  groupSubnets,
  scalingPolicies,
} from "../../../../../tools/local/patches/auto-scaling-groups";
import { groupInstances } from "../../../../../tools/local/patches/group-instances";
import { launchTemplateVersions } from "../../../../../tools/local/patches/launch-template-versions";
import { findAll, membersOf, textAt, textsOf } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const service = "autoscaling";
const member = (id: string) =>
  `<member><InstanceId>${id}</InstanceId><LaunchTemplate><Version>1</Version></LaunchTemplate></member>`;
const groups = (content: string) =>
  `<R><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><AutoScalingGroupName>asg</AutoScalingGroupName>${content}</member></AutoScalingGroups></DescribeAutoScalingGroupsResult></R>`;
const named = { AutoScalingGroupName: "asg" };

describe("a launch template in the emulator", () => {
  const version = (number: number, data = "") =>
    `<launchTemplateId>lt-1</launchTemplateId><versionNumber>${number}</versionNumber><launchTemplateData>${data}</launchTemplateData>`;
  const tags = (type: string) => `<item><resourceType>${type}</resourceType></item>`;

  it("does not add its own tags to the resources it launches", async () => {
    const data = `<tagSpecificationSet>${tags("instance")}${tags("launch-template")}${tags("volume")}</tagSpecificationSet>`;
    const responses = {
      DescribeLaunchTemplateVersions: `<R><launchTemplateVersionSet><item>${version(1, data)}</item></launchTemplateVersionSet></R>`,
    };
    const root = await new FakeEmulator(launchTemplateVersions(), responses).send(
      "ec2",
      "DescribeLaunchTemplateVersions",
    );
    expect(textsOf(root, "resourceType")).to.deep.equal(["instance", "volume"]);
  });
});

describe("an Auto Scaling group in the emulator", () => {
  it("returns settings that the emulator ignores", async () => {
    const emulator = new FakeEmulator(groupSettings(), {
      CreateAutoScalingGroup: "<R/>",
      UpdateAutoScalingGroup: "<R/>",
      DescribeAutoScalingGroups: groups("<DefaultCooldown>300</DefaultCooldown>"),
    });
    const policy = "InstanceMaintenancePolicy.";
    const bounds = { [`${policy}MinHealthyPercentage`]: "100", [`${policy}MaxHealthyPercentage`]: "200" };
    await emulator.send(service, "CreateAutoScalingGroup", { ...named, ...bounds, DefaultInstanceWarmup: "60" });
    await emulator.send(service, "UpdateAutoScalingGroup", { ...named, DefaultCooldown: "10" });
    const group = membersOf(await emulator.send(service, "DescribeAutoScalingGroups"), "AutoScalingGroups")[0];
    expect(textAt(group, `${policy.slice(0, -1)}/MaxHealthyPercentage`)).to.equal("200");
    expect(textAt(group, "DefaultInstanceWarmup")).to.equal("60");
    expect(textAt(group, "DefaultCooldown")).to.equal("10");
  });

  it("can disable some metrics, or all", async () => {
    const emulator = new FakeEmulator(groupMetrics(), {
      DescribeAutoScalingGroups: groups(
        "<EnabledMetrics><member><Metric>A</Metric></member><member><Metric>B</Metric></member></EnabledMetrics>",
      ),
      EnableMetricsCollection: "<R/>",
    });
    await emulator.send(service, "DisableMetricsCollection", { ...named, "Metrics.member.1": "A" });
    await emulator.send(service, "DisableMetricsCollection", named);
    const [some, all] = emulator.requests("EnableMetricsCollection");
    expect(some).to.include({ "Metrics.member.1": "B" });
    expect(some).to.not.have.property("Metrics.member.2");
    expect(all).to.not.have.property("Metrics.member.1");
  });

  it("returns a scaling policy as it was put, without an empty predictive configuration", async () => {
    const policy = (name: string) =>
      `<member><AutoScalingGroupName>asg</AutoScalingGroupName><PolicyName>${name}</PolicyName><PredictiveScalingConfiguration/></member>`;
    const emulator = new FakeEmulator(scalingPolicies(), {
      PutScalingPolicy: "<R/>",
      DescribePolicies: `<R><ScalingPolicies>${policy("on")}${policy("off")}</ScalingPolicies></R>`,
    });
    await emulator.send(service, "PutScalingPolicy", { ...named, PolicyName: "on", Enabled: "true" });
    await emulator.send(service, "PutScalingPolicy", { ...named, PolicyName: "off", Enabled: "false" });
    const root = await emulator.send(service, "DescribePolicies");
    expect(textsOf(root, "Enabled")).to.deep.equal(["true", "false"]);
    expect(findAll(root, "PredictiveScalingConfiguration")).to.deep.equal([]);
  });

  it("launches instances that match its template, and reports the version of each", async () => {
    const disk = (device: string, volume: string) =>
      `<item><deviceName>${device}</deviceName><ebs><volumeId>${volume}</volumeId></ebs></item>`;
    const data =
      "<networkInterfaceSet><item><groupSet><groupId>sg-web</groupId></groupSet></item></networkInterfaceSet>" +
      "<metadataOptions><httpTokens>required</httpTokens></metadataOptions><iamInstanceProfile><arn>arn:profile</arn></iamInstanceProfile>" +
      "<blockDeviceMappingSet><item><deviceName>/dev/xvda</deviceName></item></blockDeviceMappingSet>" +
      "<tagSpecificationSet><item><resourceType>volume</resourceType><tagSet><item><key>Name</key><value>web</value></item></tagSet></item></tagSpecificationSet>";
    const emulator = new FakeEmulator(groupInstances(), {
      SetDesiredCapacity: "<R/>",
      DescribeAutoScalingGroups: groups(
        `<LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>$Latest</Version></LaunchTemplate><Instances>${member("i-1")}</Instances>`,
      ),
      DescribeLaunchTemplateVersions: `<R><launchTemplateVersionSet><item><versionNumber>7</versionNumber><launchTemplateData>${data}</launchTemplateData></item></launchTemplateVersionSet></R>`,
      DescribeInstances: `<R><instancesSet><item><instanceId>i-1</instanceId><networkInterfaceId>eni-1</networkInterfaceId><blockDeviceMapping>${disk("/dev/sda1", "vol-1")}${disk("/dev/xvda", "vol-2")}</blockDeviceMapping></item></instancesSet></R>`,
      ModifyNetworkInterfaceAttribute: "<R/>",
      ModifyInstanceMetadataOptions: "<R/>",
      AssociateIamInstanceProfile: "<R/>",
      DetachVolume: "<R/>",
      DeleteVolume: "<R/>",
      CreateTags: "<R/>",
    });
    await emulator.send(service, "SetDesiredCapacity", { ...named, DesiredCapacity: "1" });
    const [nic] = emulator.requests("ModifyNetworkInterfaceAttribute");
    expect(nic).to.include({ NetworkInterfaceId: "eni-1", "SecurityGroupId.1": "sg-web" });
    expect(emulator.requests("ModifyInstanceMetadataOptions")[0]).to.include({
      InstanceId: "i-1",
      HttpTokens: "required",
    });
    expect(emulator.requests("AssociateIamInstanceProfile")[0]).to.include({ "IamInstanceProfile.Arn": "arn:profile" });
    expect(emulator.requests("DeleteVolume").map((asked) => asked.VolumeId)).to.deep.equal(["vol-1"]);
    expect(emulator.requests("CreateTags")[0]).to.include({ "ResourceId.1": "vol-2", "Tag.1.Value": "web" });
    const shown = membersOf(await emulator.send(service, "DescribeAutoScalingGroups"), "Instances")[0];
    expect(textAt(shown, "LaunchTemplate/Version")).to.equal("7");
    await emulator.send(service, "SetDesiredCapacity", { ...named, DesiredCapacity: "1" });
    expect(emulator.requests("ModifyNetworkInterfaceAttribute"), "instances are fixed once").to.have.length(1);
  });

  it("launches instances in new subnets before it terminates those in a removed subnet", async () => {
    const placed = (id: string, subnet: string) =>
      `<item><instanceId>${id}</instanceId><subnetId>${subnet}</subnetId></item>`;
    const ending = "<member><InstanceId>i-3</InstanceId><LifecycleState>Terminating:Wait</LifecycleState></member>";
    const emulator = new FakeEmulator(groupSubnets(), {
      UpdateAutoScalingGroup: "<R/>",
      DescribeAutoScalingGroups: groups(
        `<DesiredCapacity>2</DesiredCapacity><Instances>${member("i-1")}${member("i-2")}${ending}</Instances>`,
      ),
      DescribeInstances: `<R><instancesSet>${placed("i-1", "subnet-a")}${placed("i-2", "subnet-c")}</instancesSet></R>`,
      SetDesiredCapacity: "<R/>",
      TerminateInstanceInAutoScalingGroup: "<R/>",
    });
    await emulator.send(service, "UpdateAutoScalingGroup", { ...named, VPCZoneIdentifier: "subnet-c,subnet-d" });
    expect(JSON.stringify(emulator.requests("DescribeInstances"))).to.not.contain("i-3");
    const changes = emulator.calls.filter(({ action }) => /^(Set|Terminate)/.test(action));
    expect(changes.map(({ action, params }) => [action, params.DesiredCapacity ?? params.InstanceId])).to.deep.equal([
      ["SetDesiredCapacity", "3"],
      ["TerminateInstanceInAutoScalingGroup", "i-1"],
    ]);
    await emulator.send(service, "UpdateAutoScalingGroup", { ...named, VPCZoneIdentifier: "subnet-a,subnet-c" });
    expect(emulator.requests("TerminateInstanceInAutoScalingGroup")).to.have.length(1);
  });
});

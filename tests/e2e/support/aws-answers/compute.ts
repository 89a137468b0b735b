import * as asg from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";

import { makeInstance, makeSubnet, row, run, type Row, type World } from "./world";

/** Instances, images, keys, launch templates; Auto Scaling. */
export const compute: readonly Row[] = [
  row("instance type that does not exist", "InvalidParameterValue", (world) =>
    run(world, { InstanceType: "t9.huge" as ec2._InstanceType }),
  ),
  row("x86 type with an arm64 image", "InvalidParameterValue", (world) => run(world, { InstanceType: "t3.nano" })),
  row("instance type that the zone does not offer", "Unsupported", async (world) => {
    const SubnetId = await makeSubnet(world.ec2, world.vpc, "10.0.3.0/24", "d");
    await run(world, { InstanceType: "c1.medium", ImageId: world.images.x86, SubnetId });
  }),
  row("zone that the account does not have", "InvalidParameterValue", (world) =>
    run(world, { Placement: { AvailabilityZone: "ap-northeast-1b" } }),
  ),
  row("security group of another VPC", "InvalidParameter", (world) =>
    run(world, { SecurityGroupIds: [world.other.group] }),
  ),
  row("unknown security group", "InvalidGroup.NotFound", (world) =>
    run(world, { SecurityGroupIds: ["sg-0123456789abcdef0"] }),
  ),
  row("unknown subnet", "InvalidSubnetID.NotFound", (world) => run(world, { SubnetId: "subnet-0123456789abcdef0" })),
  row("unknown image", "InvalidAMIID.NotFound", (world) => run(world, { ImageId: "ami-0123456789abcdef0" })),
  row("malformed image id", "InvalidAMIID.Malformed", (world) => run(world, { ImageId: "ami-x" })),
  row("unknown key pair", "InvalidKeyPair.NotFound", (world) => run(world, { KeyName: "none" })),
  row("unknown instance profile", "InvalidParameterValue", (world) =>
    run(world, { IamInstanceProfile: { Name: "none" } }),
  ),
  row("reserved private address (.1)", "InvalidParameterValue", (world) =>
    run(world, { PrivateIpAddress: "10.0.0.1" }),
  ),
  row("private address of another subnet", "InvalidParameterValue", (world) =>
    run(world, { PrivateIpAddress: "10.0.1.9" }),
  ),
  row("private address in use", "InvalidIPAddress.InUse", async (world) => {
    await run(world, { PrivateIpAddress: "10.0.0.77" });
    await run(world, { PrivateIpAddress: "10.0.0.77" });
  }),
  row("user data over 16 KiB", "InvalidParameterValue", (world) =>
    run(world, { UserData: Buffer.alloc(16_385, "x").toString("base64") }),
  ),
  row("metadata hop limit 65", "InvalidParameterValue", (world) =>
    run(world, { MetadataOptions: { HttpPutResponseHopLimit: 65 } }),
  ),
  row("running instances above the vCPU quota", "VcpuLimitExceeded", (world) =>
    run(world, { InstanceType: "m6g.16xlarge", MinCount: 2, MaxCount: 2 }),
  ),
  row("start an instance that is terminated", "IncorrectInstanceState", async (world) => {
    const id = await makeInstance(world);
    await world.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
    await world.ec2.send(new ec2.StartInstancesCommand({ InstanceIds: [id] }));
  }),
  row("stop an unknown instance", "InvalidInstanceID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.StopInstancesCommand({ InstanceIds: ["i-0123456789abcdef0"] })),
  ),
  row("another type for a running instance", "IncorrectInstanceState", async (world) => {
    const InstanceId = await makeInstance(world);
    await world.ec2.send(new ec2.ModifyInstanceAttributeCommand({ InstanceId, InstanceType: { Value: "t4g.micro" } }));
  }),
  row("terminate a protected instance", "OperationNotPermitted", async (world) => {
    const id = await makeInstance(world, { DisableApiTermination: true });
    await world.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
  }),
  row("image name twice", "InvalidAMIName.Duplicate", async (world) => {
    const InstanceId = await makeInstance(world);
    await world.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: "twice" }));
    await world.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: "twice" }));
  }),
  row("image name of 2 characters", "InvalidAMIName.Malformed", async (world) => {
    const InstanceId = await makeInstance(world);
    await world.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: "ab" }));
  }),
  row("image name with a colon", "InvalidAMIName.Malformed", async (world) => {
    const InstanceId = await makeInstance(world);
    await world.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: "web:1" }));
  }),
  row("delete the snapshot of an image", "InvalidSnapshot.InUse", async (world) => {
    const InstanceId = await makeInstance(world);
    const { ImageId } = await world.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: world.name() }));
    const { Images } = await world.ec2.send(new ec2.DescribeImagesCommand({ ImageIds: [ImageId!] }));
    const { SnapshotId } = Images![0]!.BlockDeviceMappings![0]!.Ebs!;
    await world.ec2.send(new ec2.DeleteSnapshotCommand({ SnapshotId }));
  }),
  row("delete an unknown snapshot", "InvalidSnapshot.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DeleteSnapshotCommand({ SnapshotId: "snap-0123456789abcdef0" })),
  ),
  row("junk public key", "InvalidKey.Format", ({ ec2: c, name }) =>
    c.send(new ec2.ImportKeyPairCommand({ KeyName: name(), PublicKeyMaterial: Buffer.from("junk") })),
  ),
  row("key pair name twice", "InvalidKeyPair.Duplicate", async ({ ec2: c, publicKey }) => {
    const key = { KeyName: "twice", PublicKeyMaterial: Buffer.from(publicKey) };
    await c.send(new ec2.ImportKeyPairCommand(key));
    await c.send(new ec2.ImportKeyPairCommand(key));
  }),
  row("launch template name twice", "InvalidLaunchTemplateName.AlreadyExistsException", async ({ ec2: c }) => {
    const named = { LaunchTemplateName: "twice", LaunchTemplateData: { InstanceType: "t4g.nano" as const } };
    await c.send(new ec2.CreateLaunchTemplateCommand(named));
    await c.send(new ec2.CreateLaunchTemplateCommand(named));
  }),
  row("launch template name with a space", "InvalidLaunchTemplateName.MalformedException", ({ ec2: c }) =>
    c.send(
      new ec2.CreateLaunchTemplateCommand({ LaunchTemplateName: "a b c", LaunchTemplateData: { EbsOptimized: true } }),
    ),
  ),
  row("launch template with user data over 16 KiB", "InvalidUserData.Malformed", ({ ec2: c, name }) =>
    c.send(
      new ec2.CreateLaunchTemplateCommand({
        ...{ LaunchTemplateName: name(), LaunchTemplateData: { UserData: Buffer.alloc(16_385).toString("base64") } },
      }),
    ),
  ),
  row("version of an unknown launch template", "InvalidLaunchTemplateId.NotFound", ({ ec2: c }) =>
    c.send(
      new ec2.CreateLaunchTemplateVersionCommand({
        ...{ LaunchTemplateId: "lt-0123456789abcdef0", LaunchTemplateData: { EbsOptimized: true } },
      }),
    ),
  ),

  row("min > max", "ValidationError", (world) => group(world, { MinSize: 3, MaxSize: 2 })),
  row("min above the old max", "ValidationError", async (world) => {
    const AutoScalingGroupName = world.name();
    await group(world, { AutoScalingGroupName });
    await world.aws.autoScaling.send(new asg.UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 9 }));
  }),
  row("desired > max", "ValidationError", (world) => group(world, { DesiredCapacity: 5 })),
  row("capacity above the group's maximum", "ValidationError", async (world) => {
    const AutoScalingGroupName = world.name();
    await group(world, { AutoScalingGroupName });
    const wanted = { AutoScalingGroupName, DesiredCapacity: 9 };
    await world.aws.autoScaling.send(new asg.SetDesiredCapacityCommand(wanted));
  }),
  row("unknown launch template", "ValidationError", (world) =>
    group(world, { LaunchTemplate: { LaunchTemplateId: "lt-0123456789abcdef0" } }),
  ),
  row("unknown version of a launch template", "ValidationError", (world) =>
    group(world, { LaunchTemplate: { LaunchTemplateId: world.template, Version: "9" } }),
  ),
  row("unknown subnet of a group", "ValidationError", (world) =>
    group(world, { VPCZoneIdentifier: "subnet-0123456789abcdef0" }),
  ),
  row("subnet of a group in another VPC than its security group", "ValidationError", (world) =>
    group(world, { VPCZoneIdentifier: world.other.subnet }),
  ),
  row("unknown load balancer", "ValidationError", (world) => group(world, { LoadBalancerNames: ["none"] })),
  row("group name with a colon", "ValidationError", (world) => group(world, { AutoScalingGroupName: "a:b" })),
  row("group name twice", "AlreadyExists", async (world) => {
    await group(world, { AutoScalingGroupName: "twice" });
    await group(world, { AutoScalingGroupName: "twice" });
  }),
  row("health check grace period of -1 s", "ValidationError", (world) => group(world, { HealthCheckGracePeriod: -1 })),
  row("health check type HTTP", "ValidationError", (world) => group(world, { HealthCheckType: "HTTP" })),
  row("delete a group with instances", ["ResourceInUse", "ScalingActivityInProgress"], async (world) => {
    const AutoScalingGroupName = world.name();
    await group(world, { AutoScalingGroupName, MinSize: 1, MaxSize: 1 });
    await world.aws.autoScaling.send(new asg.DeleteAutoScalingGroupCommand({ AutoScalingGroupName }));
  }),
  row("delete an unknown group", "ValidationError", ({ aws }) =>
    aws.autoScaling.send(new asg.DeleteAutoScalingGroupCommand({ AutoScalingGroupName: "none" })),
  ),
  row("policy of an unknown group", "ValidationError", (world) => policy(world, { AutoScalingGroupName: "none" })),
  row("policy of a metric that there is not", "ValidationError", async (world) => {
    const AutoScalingGroupName = world.name();
    await group(world, { AutoScalingGroupName });
    const PredefinedMetricSpecification = { PredefinedMetricType: "ASGAverageMemory" as asg.MetricType };
    const TargetTrackingConfiguration = { TargetValue: 60, PredefinedMetricSpecification };
    await policy(world, { AutoScalingGroupName, TargetTrackingConfiguration });
  }),
  row("metric of a group that there is not", "ValidationError", async (world) => {
    const AutoScalingGroupName = world.name();
    await group(world, { AutoScalingGroupName });
    const wanted = { AutoScalingGroupName, Granularity: "1Minute", Metrics: ["GroupMood"] };
    await world.aws.autoScaling.send(new asg.EnableMetricsCollectionCommand(wanted));
  }),
  row("instance refresh that keeps 101 %", "ValidationError", async (world) => {
    const AutoScalingGroupName = world.name();
    await group(world, { AutoScalingGroupName });
    const wanted = { AutoScalingGroupName, Preferences: { MinHealthyPercentage: 101 } };
    await world.aws.autoScaling.send(new asg.StartInstanceRefreshCommand(wanted));
  }),
  row("second instance refresh at the same time", "InstanceRefreshInProgress", async (world) => {
    const AutoScalingGroupName = world.name();
    await group(world, { AutoScalingGroupName, MinSize: 1, MaxSize: 2 });
    await world.aws.autoScaling.send(new asg.StartInstanceRefreshCommand({ AutoScalingGroupName }));
    await world.aws.autoScaling.send(new asg.StartInstanceRefreshCommand({ AutoScalingGroupName }));
  }),
];

function group(world: World, more: Partial<asg.CreateAutoScalingGroupCommandInput>): Promise<unknown> {
  return world.aws.autoScaling.send(
    new asg.CreateAutoScalingGroupCommand({
      ...{ AutoScalingGroupName: world.name(), MinSize: 0, MaxSize: 2, VPCZoneIdentifier: world.subnet },
      LaunchTemplate: { LaunchTemplateId: world.template, Version: "1" },
      ...more,
    }),
  );
}

function policy(
  { aws }: World,
  more: Pick<asg.PutScalingPolicyCommandInput, "AutoScalingGroupName"> & Partial<asg.PutScalingPolicyCommandInput>,
): Promise<unknown> {
  const PredefinedMetricSpecification = { PredefinedMetricType: "ASGAverageCPUUtilization" as const };
  const TargetTrackingConfiguration = { TargetValue: 60, PredefinedMetricSpecification };
  return aws.autoScaling.send(
    new asg.PutScalingPolicyCommand({
      ...{ PolicyName: "cpu", PolicyType: "TargetTrackingScaling", TargetTrackingConfiguration, ...more },
    }),
  );
}

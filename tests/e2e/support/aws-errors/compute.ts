import * as asg from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";

import { createInstance, createSubnet, row, run, type Row, type Context } from "./context";

/** Instances, images, keys, launch templates; Auto Scaling. */
export const compute: readonly Row[] = [
  row("instance type that does not exist", "InvalidParameterValue", (context) =>
    run(context, { InstanceType: "t9.huge" as ec2._InstanceType }),
  ),
  row("x86 type with an arm64 image", "InvalidParameterValue", (context) => run(context, { InstanceType: "t3.nano" })),
  row("instance type that the zone does not offer", "Unsupported", async (context) => {
    const SubnetId = await createSubnet(context.ec2, context.vpc, "10.0.3.0/24", "d");
    await run(context, { InstanceType: "c1.medium", ImageId: context.images.x86, SubnetId });
  }),
  row("zone that the account does not have", "InvalidParameterValue", (context) =>
    run(context, { Placement: { AvailabilityZone: "ap-northeast-1b" } }),
  ),
  row("security group of another VPC", "InvalidParameter", (context) =>
    run(context, { SecurityGroupIds: [context.other.group] }),
  ),
  row("unknown security group", "InvalidGroup.NotFound", (context) =>
    run(context, { SecurityGroupIds: ["sg-0123456789abcdef0"] }),
  ),
  row("unknown subnet", "InvalidSubnetID.NotFound", (context) =>
    run(context, { SubnetId: "subnet-0123456789abcdef0" }),
  ),
  row("unknown image", "InvalidAMIID.NotFound", (context) => run(context, { ImageId: "ami-0123456789abcdef0" })),
  row("malformed image id", "InvalidAMIID.Malformed", (context) => run(context, { ImageId: "ami-x" })),
  row("unknown key pair", "InvalidKeyPair.NotFound", (context) => run(context, { KeyName: "none" })),
  row("unknown instance profile", "InvalidParameterValue", (context) =>
    run(context, { IamInstanceProfile: { Name: "none" } }),
  ),
  row("reserved private address (.1)", "InvalidParameterValue", (context) =>
    run(context, { PrivateIpAddress: "10.0.0.1" }),
  ),
  row("private address of another subnet", "InvalidParameterValue", (context) =>
    run(context, { PrivateIpAddress: "10.0.1.9" }),
  ),
  row("private address in use", "InvalidIPAddress.InUse", async (context) => {
    await run(context, { PrivateIpAddress: "10.0.0.77" });
    await run(context, { PrivateIpAddress: "10.0.0.77" });
  }),
  row("user data over 16 KiB", "InvalidParameterValue", (context) =>
    run(context, { UserData: Buffer.alloc(16_385, "x").toString("base64") }),
  ),
  row("metadata hop limit 65", "InvalidParameterValue", (context) =>
    run(context, { MetadataOptions: { HttpPutResponseHopLimit: 65 } }),
  ),
  row("running instances above the vCPU quota", "VcpuLimitExceeded", (context) =>
    run(context, { InstanceType: "m6g.16xlarge", MinCount: 2, MaxCount: 2 }),
  ),
  row("start an instance that is terminated", "IncorrectInstanceState", async (context) => {
    const id = await createInstance(context);
    await context.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
    await context.ec2.send(new ec2.StartInstancesCommand({ InstanceIds: [id] }));
  }),
  row("stop an unknown instance", "InvalidInstanceID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.StopInstancesCommand({ InstanceIds: ["i-0123456789abcdef0"] })),
  ),
  row("another type for a running instance", "IncorrectInstanceState", async (context) => {
    const InstanceId = await createInstance(context);
    await context.ec2.send(
      new ec2.ModifyInstanceAttributeCommand({ InstanceId, InstanceType: { Value: "t4g.micro" } }),
    );
  }),
  row("terminate an instance with termination protection", "OperationNotPermitted", async (context) => {
    const id = await createInstance(context, { DisableApiTermination: true });
    await context.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
  }),
  row("image name twice", "InvalidAMIName.Duplicate", async (context) => {
    const InstanceId = await createInstance(context);
    await context.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: "twice" }));
    await context.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: "twice" }));
  }),
  row("image name of 2 characters", "InvalidAMIName.Malformed", async (context) => {
    const InstanceId = await createInstance(context);
    await context.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: "ab" }));
  }),
  row("image name with a colon", "InvalidAMIName.Malformed", async (context) => {
    const InstanceId = await createInstance(context);
    await context.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: "web:1" }));
  }),
  row("delete the snapshot of an image", "InvalidSnapshot.InUse", async (context) => {
    const InstanceId = await createInstance(context);
    const { ImageId } = await context.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: context.name() }));
    const { Images } = await context.ec2.send(new ec2.DescribeImagesCommand({ ImageIds: [ImageId!] }));
    const { SnapshotId } = Images![0]!.BlockDeviceMappings![0]!.Ebs!;
    await context.ec2.send(new ec2.DeleteSnapshotCommand({ SnapshotId }));
  }),
  row("delete an unknown snapshot", "InvalidSnapshot.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DeleteSnapshotCommand({ SnapshotId: "snap-0123456789abcdef0" })),
  ),
  row("malformed public key", "InvalidKey.Format", ({ ec2: c, name }) =>
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

  row("min > max", "ValidationError", (context) => group(context, { MinSize: 3, MaxSize: 2 })),
  row("min above the old max", "ValidationError", async (context) => {
    const AutoScalingGroupName = context.name();
    await group(context, { AutoScalingGroupName });
    await context.aws.autoScaling.send(new asg.UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 9 }));
  }),
  row("desired > max", "ValidationError", (context) => group(context, { DesiredCapacity: 5 })),
  row("capacity above the group's maximum", "ValidationError", async (context) => {
    const AutoScalingGroupName = context.name();
    await group(context, { AutoScalingGroupName });
    const wanted = { AutoScalingGroupName, DesiredCapacity: 9 };
    await context.aws.autoScaling.send(new asg.SetDesiredCapacityCommand(wanted));
  }),
  row("unknown launch template", "ValidationError", (context) =>
    group(context, { LaunchTemplate: { LaunchTemplateId: "lt-0123456789abcdef0" } }),
  ),
  row("unknown version of a launch template", "ValidationError", (context) =>
    group(context, { LaunchTemplate: { LaunchTemplateId: context.template, Version: "9" } }),
  ),
  row("unknown subnet of a group", "ValidationError", (context) =>
    group(context, { VPCZoneIdentifier: "subnet-0123456789abcdef0" }),
  ),
  row("subnet of a group in another VPC than its security group", "ValidationError", (context) =>
    group(context, { VPCZoneIdentifier: context.other.subnet }),
  ),
  row("unknown load balancer", "ValidationError", (context) => group(context, { LoadBalancerNames: ["none"] })),
  row("group name with a colon", "ValidationError", (context) => group(context, { AutoScalingGroupName: "a:b" })),
  row("group name twice", "AlreadyExists", async (context) => {
    await group(context, { AutoScalingGroupName: "twice" });
    await group(context, { AutoScalingGroupName: "twice" });
  }),
  row("health check grace period of -1 s", "ValidationError", (context) =>
    group(context, { HealthCheckGracePeriod: -1 }),
  ),
  row("health check type HTTP", "ValidationError", (context) => group(context, { HealthCheckType: "HTTP" })),
  row("delete a group with instances", ["ResourceInUse", "ScalingActivityInProgress"], async (context) => {
    const AutoScalingGroupName = context.name();
    await group(context, { AutoScalingGroupName, MinSize: 1, MaxSize: 1 });
    await context.aws.autoScaling.send(new asg.DeleteAutoScalingGroupCommand({ AutoScalingGroupName }));
  }),
  row("delete an unknown group", "ValidationError", ({ aws }) =>
    aws.autoScaling.send(new asg.DeleteAutoScalingGroupCommand({ AutoScalingGroupName: "none" })),
  ),
  row("policy of an unknown group", "ValidationError", (context) => policy(context, { AutoScalingGroupName: "none" })),
  row("policy of an unknown metric", "ValidationError", async (context) => {
    const AutoScalingGroupName = context.name();
    await group(context, { AutoScalingGroupName });
    const PredefinedMetricSpecification = { PredefinedMetricType: "ASGAverageMemory" as asg.MetricType };
    const TargetTrackingConfiguration = { TargetValue: 60, PredefinedMetricSpecification };
    await policy(context, { AutoScalingGroupName, TargetTrackingConfiguration });
  }),
  row("unknown metric of a group", "ValidationError", async (context) => {
    const AutoScalingGroupName = context.name();
    await group(context, { AutoScalingGroupName });
    const wanted = { AutoScalingGroupName, Granularity: "1Minute", Metrics: ["GroupMood"] };
    await context.aws.autoScaling.send(new asg.EnableMetricsCollectionCommand(wanted));
  }),
  row("instance refresh that keeps 101 %", "ValidationError", async (context) => {
    const AutoScalingGroupName = context.name();
    await group(context, { AutoScalingGroupName });
    const wanted = { AutoScalingGroupName, Preferences: { MinHealthyPercentage: 101 } };
    await context.aws.autoScaling.send(new asg.StartInstanceRefreshCommand(wanted));
  }),
  row("second instance refresh at the same time", "InstanceRefreshInProgress", async (context) => {
    const AutoScalingGroupName = context.name();
    await group(context, { AutoScalingGroupName, MinSize: 1, MaxSize: 2 });
    await context.aws.autoScaling.send(new asg.StartInstanceRefreshCommand({ AutoScalingGroupName }));
    await context.aws.autoScaling.send(new asg.StartInstanceRefreshCommand({ AutoScalingGroupName }));
  }),
];

function group(context: Context, more: Partial<asg.CreateAutoScalingGroupCommandInput>): Promise<unknown> {
  return context.aws.autoScaling.send(
    new asg.CreateAutoScalingGroupCommand({
      ...{ AutoScalingGroupName: context.name(), MinSize: 0, MaxSize: 2, VPCZoneIdentifier: context.subnet },
      LaunchTemplate: { LaunchTemplateId: context.template, Version: "1" },
      ...more,
    }),
  );
}

function policy(
  { aws }: Context,
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

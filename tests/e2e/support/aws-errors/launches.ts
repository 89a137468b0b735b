import * as ec2 from "@aws-sdk/client-ec2";

import { createInstance, createSubnet, row, run, withInstance, type Context, type Row } from "./context";

/** More of instances, volumes, images, key pairs and launch templates. */
export const launches: readonly Row[] = [
  row("launch without an image", "MissingParameter", (context) => run(context, { ImageId: undefined })),
  row("launch of no instance", "InvalidParameterValue", (context) => run(context, { MinCount: 0, MaxCount: 0 })),
  row("launch of fewer instances than the minimum", "InvalidParameterValue", (context) =>
    run(context, { MinCount: 2, MaxCount: 1 }),
  ),
  row("launch with an interface and security groups", "InvalidParameterCombination", (context) =>
    run(context, {
      ...{ NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: context.subnet }], SecurityGroupIds: [context.group] },
    }),
  ),
  row("launch with an interface and a subnet", "InvalidParameterCombination", (context) =>
    run(context, { NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: context.subnet }], SubnetId: context.subnet }),
  ),
  row("launch in another zone than the subnet's", "InvalidParameterValue", (context) =>
    run(context, { Placement: { AvailabilityZone: "ap-northeast-1c" } }),
  ),
  row("launch in a full subnet", "InsufficientFreeAddressesInSubnet", async (context) => {
    const SubnetId = await createSubnet(context.ec2, context.vpc, "10.0.40.0/28", "a");
    await run(context, { SubnetId, MinCount: 12, MaxCount: 12 });
  }),
  row("launch from an unknown version", "InvalidLaunchTemplateId.VersionNotFound", (context) =>
    run(context, { LaunchTemplate: { LaunchTemplateId: context.template, Version: "9" } }),
  ),
  row("launch with tags for a VPC", "InvalidParameterValue", (context) =>
    run(context, { TagSpecifications: [{ ResourceType: "vpc", Tags: [{ Key: "a", Value: "b" }] }] }),
  ),
  row("launch with a tag aws:x", "InvalidParameterValue", (context) =>
    run(context, { TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "aws:x", Value: "b" }] }] }),
  ),
  row("unknown shutdown behavior", "InvalidParameterValue", (context) =>
    run(context, { InstanceInitiatedShutdownBehavior: "hibernate" as ec2.ShutdownBehavior }),
  ),

  row("gp3 volume of 2999 IOPS", "InvalidParameterValue", (context) => volume(context, { Iops: 2999 })),
  row("gp3 volume of 600 IOPS per GiB", "InvalidParameterValue", (context) => volume(context, { Iops: 4800 })),
  row("gp3 volume of 100 MiB/s", "InvalidParameterValue", (context) => volume(context, { Throughput: 100 })),
  row("gp3 volume of 1000 MiB/s with 3000 IOPS", "InvalidParameterValue", (context) =>
    volume(context, { Throughput: 1000, Iops: 3000 }),
  ),
  row("gp3 volume of 3000 IOPS and 125 MiB/s", "accepted", async (context) => {
    await volume(context, { VolumeSize: 1, Iops: 3000, Throughput: 125 });
  }),
  row("gp2 volume with IOPS", "InvalidParameterCombination", (context) =>
    volume(context, { VolumeType: "gp2", Iops: 3000 }),
  ),
  row("gp2 volume with throughput", "InvalidParameterCombination", (context) =>
    volume(context, { VolumeType: "gp2", Throughput: 250 }),
  ),
  row("gp2 volume of 16385 GiB", "InvalidParameterValue", (context) =>
    volume(context, { VolumeType: "gp2", VolumeSize: 16_385 }),
  ),
  row("io1 volume without IOPS", "MissingParameter", (context) => volume(context, { VolumeType: "io1" })),
  row("volume of 0 GiB", "InvalidParameterValue", (context) => volume(context, { VolumeSize: 0 })),
  row("volume of an unknown type", "InvalidParameterValue", (context) =>
    volume(context, { VolumeType: "gp9" as ec2.VolumeType }),
  ),
  row("key of a volume that is not encrypted", "InvalidParameterDependency", (context) =>
    volume(context, { Encrypted: false, KmsKeyId: "alias/aws/ebs" }),
  ),
  row("volume of an unknown snapshot", "InvalidSnapshot.NotFound", (context) =>
    volume(context, { SnapshotId: "snap-0123456789abcdef0" }),
  ),
  row("two volumes with one device name", "InvalidBlockDeviceMapping", (context) =>
    run(context, {
      BlockDeviceMappings: [8, 9].map((VolumeSize) => ({ DeviceName: "/dev/sdf", Ebs: { VolumeSize } })),
    }),
  ),
  row("root volume smaller than its image's", "InvalidBlockDeviceMapping", async (context) => {
    const ImageId = await imageOf(context);
    const { Images } = await context.ec2.send(new ec2.DescribeImagesCommand({ ImageIds: [ImageId] }));
    const DeviceName = Images![0]!.RootDeviceName;
    await run(context, { ImageId, BlockDeviceMappings: [{ DeviceName, Ebs: { VolumeSize: 1 } }] });
  }),
  row("encrypted root volume of its image's size", "accepted", async (context) => {
    await volume(context, { VolumeSize: undefined, Encrypted: true });
  }),
  row("volume without a size", "MissingParameter", ({ ec2: c }) =>
    c.send(new ec2.CreateVolumeCommand({ AvailabilityZone: "ap-northeast-1a" })),
  ),
  row("delete a volume in use", "VolumeInUse", (context) =>
    withInstance(context, async (id) => {
      const Filters = [{ Name: "attachment.instance-id", Values: [id] }];
      const { Volumes } = await context.ec2.send(new ec2.DescribeVolumesCommand({ Filters }));
      await context.ec2.send(new ec2.DeleteVolumeCommand({ VolumeId: Volumes![0]!.VolumeId }));
    }),
  ),
  row("delete the network interface of an instance", "InvalidParameterValue", (context) =>
    withInstance(context, async (id) => {
      const Filters = [{ Name: "attachment.instance-id", Values: [id] }];
      const { NetworkInterfaces } = await context.ec2.send(new ec2.DescribeNetworkInterfacesCommand({ Filters }));
      const { NetworkInterfaceId } = NetworkInterfaces![0]!;
      await context.ec2.send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    }),
  ),

  row("two attributes of an instance at once", "InvalidParameterCombination", (context) =>
    withInstance(context, (InstanceId) =>
      context.ec2.send(
        new ec2.ModifyInstanceAttributeCommand({
          ...{ InstanceId, SourceDestCheck: { Value: false }, DisableApiTermination: { Value: false } },
        }),
      ),
    ),
  ),
  row("user data of a running instance", "IncorrectInstanceState", (context) =>
    withInstance(context, (InstanceId) =>
      context.ec2.send(new ec2.ModifyInstanceAttributeCommand({ InstanceId, UserData: { Value: Buffer.from("x") } })),
    ),
  ),
  row("attribute of a terminated instance", "IncorrectInstanceState", async (context) => {
    const SourceDestCheck = { Value: false };
    const InstanceId = await terminated(context);
    await context.ec2.send(new ec2.ModifyInstanceAttributeCommand({ InstanceId, SourceDestCheck }));
  }),
  row("metadata options of a terminated instance", "IncorrectInstanceState", async (context) => {
    const wanted = { InstanceId: await terminated(context), HttpTokens: "required" } as const;
    await context.ec2.send(new ec2.ModifyInstanceMetadataOptionsCommand(wanted));
  }),
  row("stop a terminated instance", "IncorrectInstanceState", async (context) =>
    context.ec2.send(new ec2.StopInstancesCommand({ InstanceIds: [await terminated(context)] })),
  ),
  row("image of a terminated instance", "IncorrectInstanceState", async (context) =>
    context.ec2.send(new ec2.CreateImageCommand({ InstanceId: await terminated(context), Name: context.name() })),
  ),
  row("terminate an instance again", "accepted", async (context) => {
    await context.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [await terminated(context)] }));
  }),
  row("stop an instance again", "accepted", async (context) => {
    await withInstance(context, async (id) => {
      await context.ec2.send(new ec2.StopInstancesCommand({ InstanceIds: [id] }));
      await context.ec2.send(new ec2.StopInstancesCommand({ InstanceIds: [id] }));
    });
  }),
  row("start a running instance", "accepted", async (context) => {
    await withInstance(context, (id) => context.ec2.send(new ec2.StartInstancesCommand({ InstanceIds: [id] })));
  }),
  row("image description of 256 characters", "InvalidParameterValue", (context) =>
    withInstance(context, (InstanceId) =>
      context.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: context.name(), Description: "x".repeat(256) })),
    ),
  ),
  row("key pair name with a space at its end", "InvalidParameterValue", (context) => keyPair(context, "me ")),
  row("key pair name of 256 characters", "InvalidParameterValue", (context) => keyPair(context, "x".repeat(256))),
  row("launch template name of 2 characters", "InvalidLaunchTemplateName.MalformedException", (context) =>
    template(context, { LaunchTemplateName: "ab" }),
  ),
  row("launch template without data", "MissingParameter", (context) => template(context, { LaunchTemplateData: {} })),
  row("launch template of an unknown volume type", "InvalidParameterValue", (context) => {
    const Ebs = { VolumeType: "gp9" as ec2.VolumeType };
    return template(context, { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs }] } });
  }),
];

/** Launches an instance with a root volume, and terminates it. */
function volume(context: Context, more: ec2.EbsBlockDevice): Promise<unknown> {
  const Ebs = { VolumeType: "gp3" as const, VolumeSize: 8, ...more };
  const BlockDeviceMappings = [{ DeviceName: "/dev/xvda", Ebs }];
  return withInstance(context, () => Promise.resolve(), { BlockDeviceMappings });
}

async function terminated(context: Context): Promise<string> {
  const id = await createInstance(context);
  await context.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
  return id;
}

async function imageOf(context: Context): Promise<string> {
  const InstanceId = await createInstance(context);
  const { ImageId } = await context.ec2.send(new ec2.CreateImageCommand({ InstanceId, Name: context.name() }));
  await context.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
  return ImageId!;
}

function keyPair({ ec2: client, publicKey }: Context, KeyName: string): Promise<unknown> {
  return client.send(new ec2.ImportKeyPairCommand({ KeyName, PublicKeyMaterial: Buffer.from(publicKey) }));
}

function template(
  { ec2: client, name }: Context,
  more: Partial<ec2.CreateLaunchTemplateCommandInput>,
): Promise<unknown> {
  const fine = { LaunchTemplateName: name(), LaunchTemplateData: { EbsOptimized: true } };
  return client.send(new ec2.CreateLaunchTemplateCommand({ ...fine, ...more }));
}

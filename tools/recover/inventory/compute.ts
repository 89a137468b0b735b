import type { EC2Client, Filter, Image, Instance, Snapshot } from "@aws-sdk/client-ec2";

import { allPages } from "../../../lib/aws";
import { readEach } from "../errors";
import { hasStageTags, nameIn, tagFilters, type Scope, type Tag } from "./scope";
import type { ReadItem } from "./link";

/** The tag that EC2 Auto Scaling gives to its instances. */
const GROUP_TAG = "aws:autoscaling:groupName";

/** Instances in the stage's VPCs, and what bears its tags: volumes, AMIs, key pairs, launch templates, flow logs. */
export async function readCompute(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const parts = await Promise.all([
    readInstances(ec2, scope),
    readVolumes(ec2, scope),
    readImages(ec2, scope),
    readKeyPairs(ec2, scope),
    readTemplates(ec2, scope),
    readFlowLogs(ec2, scope),
  ]);
  return parts.flat();
}

function taggedItem(type: ReadItem["type"], id: string, tags: readonly Tag[] | undefined): ReadItem {
  return { type, id, aliases: [], name: nameIn(tags), tagged: true, usedBy: [] };
}

async function readInstances(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  if (scope.vpcIds.length === 0) return [];
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "vpc-id", Values: [...scope.vpcIds] }];
  const pages = await allPages((token) => ec2.send(new DescribeInstancesCommand({ Filters, ...token })));
  return pages
    .flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances))
    .filter(({ State }) => State?.Name !== "terminated")
    .map((instance) => itemOfInstance(instance, scope));
}

function itemOfInstance(instance: Instance, scope: Scope): ReadItem {
  const { InstanceId: id = "", Tags, State, VpcId, KeyName, ImageId, SubnetId, IamInstanceProfile } = instance;
  const group = Tags?.find(({ Key }) => Key === GROUP_TAG)?.Value;
  return {
    ...taggedItem("aws.ec2.Instance", id, Tags),
    tagged: hasStageTags(Tags, scope),
    ...(VpcId === undefined ? {} : { vpcId: VpcId }),
    ...(group === undefined ? {} : { ownerId: group }),
    ...(State?.Name === "running" || State?.Name === "pending" ? { isRunning: true } : {}),
    ...(State?.Name === "shutting-down" ? { isEnding: true } : {}),
    uses: [KeyName, ImageId, SubnetId, IamInstanceProfile?.Arn].filter((each) => each !== undefined),
  };
}

async function readVolumes(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const { DescribeVolumesCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) =>
    ec2.send(new DescribeVolumesCommand({ Filters: tagFilters(scope), ...token })),
  );
  return pages
    .flatMap(({ Volumes = [] }) => Volumes)
    .map(({ VolumeId: id = "", Tags, Attachments: [attachment] = [] }) => ({
      ...taggedItem("aws.ebs.Volume", id, Tags),
      // An instance that is being terminated still has its volume.
      ...(attachment?.InstanceId === undefined ? {} : { ownerId: attachment.InstanceId }),
    }));
}

/** What EC2 writes into the description of a snapshot, also while it still creates the AMI. */
const DESCRIPTION = /^Created by CreateImage\(.*\) for (ami-\w+)/;

/**
 * AMIs, and their snapshots: those that the AMIs name, those whose description names one of them, and those with the stage's
 * tags whose AMI has been deleted. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/creating-an-ami-ebs.html
 */
async function readImages(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const [images, tagged] = await Promise.all([ownImages(ec2, tagFilters(scope)), ownSnapshots(ec2, tagFilters(scope))]);
  const snapshots = new Map<string, string>();
  for (const { ImageId = "", BlockDeviceMappings = [] } of images) {
    for (const { Ebs } of BlockDeviceMappings)
      if (Ebs?.SnapshotId !== undefined) snapshots.set(Ebs.SnapshotId, ImageId);
  }
  const described = await describedSnapshots(ec2, images);
  for (const { SnapshotId = "", Description = "" } of [...described, ...tagged]) {
    const imageId = DESCRIPTION.exec(Description)?.[1];
    if (imageId !== undefined) snapshots.set(SnapshotId, imageId);
  }
  const known = new Set(images.map(({ ImageId }) => ImageId));
  const others = [...new Set([...snapshots.values()].filter((id) => !known.has(id)))];
  const inUse = await existingImages(ec2, others);
  return [
    ...images.map(({ ImageId = "", Tags }) => taggedItem("aws.ec2.AmiFromInstance", ImageId, Tags)),
    ...[...snapshots]
      .filter(([, ownerId]) => !inUse.has(ownerId))
      .map(([id, ownerId]) => snapshotOf(id, ownerId, tagged.find(({ SnapshotId }) => SnapshotId === id)?.Tags)),
  ];
}

/** Snapshots whose description names one of some AMIs. */
async function describedSnapshots(ec2: EC2Client, images: readonly Image[]): Promise<readonly Snapshot[]> {
  if (images.length === 0) return [];
  const Values = images.map(({ ImageId = "" }) => `Created by CreateImage(*) for ${ImageId}*`);
  return ownSnapshots(ec2, [{ Name: "description", Values }]);
}

/** Those of some AMIs that exist, whatever their tags. */
async function existingImages(ec2: EC2Client, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const images = await ownImages(ec2, [{ Name: "image-id", Values: [...ids] }]);
  return new Set(images.map(({ ImageId = "" }) => ImageId));
}

/** Images of the account. */
async function ownImages(ec2: EC2Client, Filters: Filter[]): Promise<readonly Image[]> {
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) => ec2.send(new DescribeImagesCommand({ Owners: ["self"], Filters, ...token })));
  return pages.flatMap(({ Images = [] }) => Images);
}

/** Snapshots of the account. */
async function ownSnapshots(ec2: EC2Client, Filters: Filter[]): Promise<readonly Snapshot[]> {
  const { DescribeSnapshotsCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) =>
    ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"], Filters, ...token })),
  );
  return pages.flatMap(({ Snapshots = [] }) => Snapshots);
}

/** @param tags those of the stage; absent: it has none */
function snapshotOf(id: string, ownerId: string, tags?: readonly Tag[]): ReadItem {
  return { ...taggedItem("aws.ebs.Snapshot", id, tags), tagged: tags !== undefined, ownerId };
}

/** Those of some snapshots that exist, each with the AMI that it belonged to. */
export async function readSnapshots(ec2: EC2Client, ids: ReadonlyMap<string, string>): Promise<readonly ReadItem[]> {
  const snapshots = await ownSnapshots(ec2, [{ Name: "snapshot-id", Values: [...ids.keys()] }]);
  return snapshots.map(({ SnapshotId: id = "" }) => snapshotOf(id, ids.get(id) ?? ""));
}

async function readKeyPairs(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const { DescribeKeyPairsCommand } = await import("@aws-sdk/client-ec2");
  const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand({ Filters: tagFilters(scope) }));
  return KeyPairs.map(({ KeyName = "", Tags }) => taggedItem("aws.ec2.KeyPair", KeyName, Tags));
}

async function readTemplates(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const sdk = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) =>
    ec2.send(new sdk.DescribeLaunchTemplatesCommand({ Filters: tagFilters(scope), ...token })),
  );
  const templates = pages.flatMap(({ LaunchTemplates = [] }) => LaunchTemplates);
  return readEach(templates, async ({ LaunchTemplateId: id = "", LaunchTemplateName: name = "", Tags }) => {
    const versionPages = await allPages((token) =>
      ec2.send(new sdk.DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, ...token })),
    );
    const versions = versionPages.flatMap(({ LaunchTemplateVersions = [] }) => LaunchTemplateVersions);
    const uses = versions.flatMap(({ LaunchTemplateData: data }) =>
      [data?.ImageId, data?.KeyName, data?.IamInstanceProfile?.Arn].filter((each) => each !== undefined),
    );
    return { ...taggedItem("aws.ec2.LaunchTemplate", id, Tags), aliases: [name], uses };
  });
}

async function readFlowLogs(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const { DescribeFlowLogsCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) =>
    ec2.send(new DescribeFlowLogsCommand({ Filter: tagFilters(scope), ...token })),
  );
  return pages
    .flatMap(({ FlowLogs = [] }) => FlowLogs)
    .map(({ FlowLogId: id = "", Tags, LogGroupName, DeliverLogsPermissionArn: role }) => ({
      ...taggedItem("aws.ec2.FlowLog", id, Tags),
      uses: [LogGroupName, role].filter((each) => each !== undefined),
    }));
}

import type { AwsClients } from "../../lib/aws";

/**
 * Gives the snapshots of an AMI the stage's tags, by which `npm run recover` finds them. The provider tags only the AMI, and
 * forgets the snapshots when the response to its deletion is lost.
 */
export async function tagSnapshots(
  imageId: string,
  tags: Readonly<Record<string, string>>,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  const { CreateTagsCommand, DescribeImagesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  const devices = Images.flatMap(({ BlockDeviceMappings = [] }) => BlockDeviceMappings);
  const Resources = devices.flatMap(({ Ebs }) => (Ebs?.SnapshotId ? [Ebs.SnapshotId] : []));
  if (Resources.length === 0) return;
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await ec2.send(new CreateTagsCommand({ Resources, Tags }));
}

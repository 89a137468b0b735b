import type { AwsClients } from "../../lib/aws";

/**
 * Gives the snapshots of a new AMI the stage's tags, by which `npm run recover` finds them. The provider tags only the AMI, and
 * forgets the snapshots when the response to its deletion is lost.
 * @param image the outputs of an `aws.ec2.AmiFromInstance`
 */
export async function tagSnapshots(
  image: Readonly<Record<string, unknown>>,
  tags: Readonly<Record<string, string>>,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  const devices = (image.ebsBlockDevices ?? []) as readonly { readonly snapshotId?: string }[];
  const Resources = devices.flatMap(({ snapshotId }) => (snapshotId ? [snapshotId] : []));
  if (Resources.length === 0) return;
  const { CreateTagsCommand } = await import("@aws-sdk/client-ec2");
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await (await clients.ec2()).send(new CreateTagsCommand({ Resources, Tags }));
}

import type { AwsClients } from "../../lib/aws";
import { poll } from "../../lib/poll";

/** The API is eventually consistent: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html */
const TIMEOUT_SECONDS = 120;

/**
 * Gives the snapshots of an AMI the stage's tags, by which `npm run recover` finds them. The provider tags only the AMI, and
 * forgets the snapshots when the response to its deletion is lost.
 * @throws Error when the AMI names no snapshot after two minutes, and when AWS returns nothing for it: so long as instances
 * run that were launched from it, that is the answer for an AMI that was deregistered.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
 */
export async function tagSnapshots(
  imageId: string,
  tags: Readonly<Record<string, string>>,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  const { CreateTagsCommand, DescribeImagesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const Resources: string[] = [];
  await poll({
    what: `AMI ${imageId}`,
    intervalSeconds: 5,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice: `See its state: aws ec2 describe-images --image-ids ${imageId}`,
    check: async () => {
      const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
      if (image === undefined) throw new Error(`AMI ${imageId} has been deregistered. Run: pulumi up --refresh`);
      const { State = "unknown", BlockDeviceMappings = [] } = image;
      // While the AMI is pending, its volumes have no snapshots yet.
      const volumes = BlockDeviceMappings.flatMap(({ Ebs }) => Ebs ?? []);
      const ids = volumes.flatMap(({ SnapshotId }) => SnapshotId ?? []);
      if (ids.length === 0 || ids.length < volumes.length) return `is ${State} and has no snapshot`;
      Resources.push(...ids);
      return undefined;
    },
  });
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await ec2.send(new CreateTagsCommand({ Resources, Tags }));
}

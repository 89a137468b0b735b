import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../../lib/aws";
import { poll } from "../../lib/poll";
import { messageOf } from "../../lib/user-error";

/** The API is eventually consistent: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html */
const TIMEOUT_SECONDS = 120;

/**
 * Gives the snapshots of an AMI the stage's tags, by which `npm run recover` finds them. The provider tags only the AMI, and
 * forgets the snapshots when the response to its deletion is lost.
 * @throws Error when there is no such AMI, or it names no snapshot after two minutes
 */
export async function tagSnapshots(
  imageId: string,
  tags: Readonly<Record<string, string>>,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  const { CreateTagsCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const Resources: string[] = [];
  await poll({
    what: `AMI ${imageId}`,
    intervalSeconds: 5,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice: `See its state: aws ec2 describe-images --image-ids ${imageId}`,
    check: async () => {
      const { State = "unknown", BlockDeviceMappings = [] } = await describeImage(imageId, ec2);
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

/** Errors for an AMI that has been deregistered: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const GONE = /^InvalidAMIID\.(?:NotFound|Unavailable)$/;

async function describeImage(imageId: string, ec2: EC2Client): Promise<Image> {
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ec2");
  try {
    const { Images: [image = {}] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    return image;
  } catch (error) {
    if (!(error instanceof Error) || !GONE.test(error.name)) throw error;
    throw new Error(
      `AMI ${imageId} of the web servers is gone (${messageOf(error)}). To create it again: pulumi up --refresh`,
    );
  }
}

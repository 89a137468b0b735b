import type { EC2Client, Instance } from "@aws-sdk/client-ec2";
import { filtersOf, stageTags } from "../lib/aws";
import { nameOf, type StageName } from "../lib/naming";

/** What web servers are launched from. */
export interface WantedServers {
  readonly instanceType: string;
  /** Version of their image. */
  readonly imageVersion: string;
  readonly startUserData: string;
  readonly detailedMonitoring: boolean;
}

/**
 * True if the deployment changes what web servers are launched from, so that it replaces the running ones. It does not know of
 * another key pair or another role, which exist only later.
 */
export async function replacesServers(
  stageName: StageName,
  servers: readonly Instance[],
  wanted: WantedServers,
  ec2: EC2Client,
): Promise<boolean> {
  if (servers.some(({ InstanceType }) => InstanceType !== wanted.instanceType)) return true;
  const [versions, template] = await Promise.all([versionsOf(servers, ec2), templateOf(stageName, ec2)]);
  if (versions.some((version) => version !== wanted.imageVersion)) return true;
  const { UserData, Monitoring } = template ?? {};
  if (UserData !== undefined && Buffer.from(UserData, "base64").toString() !== wanted.startUserData) return true;
  return Monitoring?.Enabled !== undefined && Monitoring.Enabled !== wanted.detailedMonitoring;
}

/** The versions of the servers' images, whose descriptions end with them. */
async function versionsOf(servers: readonly Instance[], ec2: EC2Client): Promise<readonly string[]> {
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ec2");
  const ids = [...new Set(servers.flatMap(({ ImageId }) => ImageId ?? []))];
  if (ids.length === 0) return [];
  // A filter, since AWS rejects the whole call for an image that has been deregistered.
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Filters: filtersOf({ "image-id": ids }) }));
  return Images.flatMap(({ Description = "" }) => / ([\da-f]{8})$/.exec(Description)?.[1] ?? []);
}

/** The default version of the stage's launch template. */
async function templateOf(stageName: StageName, ec2: EC2Client) {
  const { DescribeLaunchTemplatesCommand, DescribeLaunchTemplateVersionsCommand } = await import("@aws-sdk/client-ec2");
  const Filters = filtersOf({ ...stageTags(stageName), "tag:Name": nameOf(stageName, { prefix: "lt" }) });
  const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand({ Filters }));
  const id = LaunchTemplates[0]?.LaunchTemplateId;
  if (id === undefined) return undefined;
  const { LaunchTemplateVersions = [] } = await ec2.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ["$Default"] }),
  );
  return LaunchTemplateVersions[0]?.LaunchTemplateData;
}

import type { EC2Client, Instance, ResponseLaunchTemplateData } from "@aws-sdk/client-ec2";
import { allPages, filtersOf } from "../lib/aws";

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
  servers: readonly Instance[],
  wanted: WantedServers,
  ec2: EC2Client,
): Promise<boolean> {
  if (servers.some(({ InstanceType }) => InstanceType !== wanted.instanceType)) return true;
  const [versions, templates] = await Promise.all([imageVersions(servers, ec2), templatesOf(servers, ec2)]);
  if (versions.some((version) => version !== wanted.imageVersion)) return true;
  return templates.some(
    (template) =>
      template === undefined ||
      Buffer.from(template.UserData ?? "", "base64").toString() !== wanted.startUserData ||
      (template.Monitoring?.Enabled ?? false) !== wanted.detailedMonitoring,
  );
}

/** The versions of the servers' images, whose descriptions end with them. */
async function imageVersions(servers: readonly Instance[], ec2: EC2Client): Promise<readonly string[]> {
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ec2");
  const ids = [...new Set(servers.flatMap(({ ImageId }) => ImageId ?? []))];
  if (ids.length === 0) return [];
  // A filter, since AWS rejects the whole call for an image that has been deregistered.
  const Filters = filtersOf({ "image-id": ids });
  const pages = await allPages((token) => ec2.send(new DescribeImagesCommand({ Filters, ...token })));
  return pages
    .flatMap(({ Images = [] }) => Images)
    .flatMap(({ Description = "" }) => / ([\da-f]{8})$/.exec(Description)?.[1] ?? []);
}

/** Errors for a template or a version that has been deleted. */
const DELETED = /^InvalidLaunchTemplateId\.(?:NotFound|VersionNotFound)$/;

/**
 * What the servers were launched from, by the tags that EC2 gives them; undefined for what has been deleted. An emulator may
 * lack the tags.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html
 */
async function templatesOf(
  servers: readonly Instance[],
  ec2: EC2Client,
): Promise<readonly (ResponseLaunchTemplateData | undefined)[]> {
  const { DescribeLaunchTemplateVersionsCommand } = await import("@aws-sdk/client-ec2");
  const used = new Set(
    servers.flatMap((server) => {
      const [id, version] = ["id", "version"].map((part) => tagOf(server, `aws:ec2launchtemplate:${part}`));
      return id === undefined || version === undefined ? [] : `${id} ${version}`;
    }),
  );
  return Promise.all(
    [...used].map(async (each) => {
      const [id = "", version = ""] = each.split(" ");
      const query = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [version] });
      try {
        return (await ec2.send(query)).LaunchTemplateVersions?.[0]?.LaunchTemplateData;
      } catch (error) {
        if (error instanceof Error && DELETED.test(error.name)) return undefined;
        throw error;
      }
    }),
  );
}

const tagOf = ({ Tags = [] }: Instance, name: string): string | undefined =>
  Tags.find(({ Key }) => Key === name)?.Value;

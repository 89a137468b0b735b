import type * as aws from "@pulumi/aws";

/** The root device of Amazon Linux images. */
export const ROOT_DEVICE = "/dev/xvda";

/**
 * IMDSv2 only. All written out, since scanners read an absent endpoint as a pass; a hop limit of 1 keeps
 * credentials from whatever runs in a container or is forwarded.
 */
export const metadataOptions = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 } as const;

/** An encrypted gp3 volume of 8 GiB, the size of Amazon Linux's own. */
export const rootVolume = { encrypted: true, volumeType: "gp3", volumeSize: 8, deleteOnTermination: true } as const;

/** Inputs of every EC2 instance. Its volume has the same tags. */
export function hardenedInstance(
  tags: Record<string, string>,
): Pick<aws.ec2.InstanceArgs, "metadataOptions" | "rootBlockDevice" | "ebsOptimized" | "tags"> {
  return { metadataOptions, rootBlockDevice: { ...rootVolume, tags }, ebsOptimized: true, tags };
}

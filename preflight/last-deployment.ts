import * as pulumi from "@pulumi/pulumi";

/** What the program has to know of the stage as the last successful `pulumi up` left it. */
export interface LastDeployment {
  /** When the self-signed certificate in use expires, RFC 3339; absent: there is none. */
  readonly certificateExpiresAt?: string;
  /** Image versions of the images that are kept, the current one first. */
  readonly webImageRecipes: readonly string[];
  /** Absent: the stage is new. */
  readonly vpcId?: string;
  /** Elastic IPs of NAT and bastion; absent: there are none. */
  readonly publicIps?: readonly string[];
}

/**
 * Reads the stack's own outputs. The program needs them to know which image is the previous one, whether the certificate
 * is due for renewal, and what belongs to the stage even after `pulumi stack rename`.
 *
 * Pulumi writes outputs after a failed update as well. These depend on the resources whose hooks may fail (see
 * `onceUpdated`): a rollout or a certificate swap that failed leaves all outputs as they were.
 */
export async function lastDeployment(parent?: pulumi.Resource): Promise<LastDeployment> {
  const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const itself = new pulumi.StackReference(stack, {}, parent === undefined ? {} : { parent });
  const [expiresAt, imageVersions, vpcId, natPublicIps, bastionPublicIp] = await Promise.all([
    itself.getOutputDetails("certificateExpiresAt"),
    itself.getOutputDetails("webImageRecipes"),
    itself.getOutputDetails("vpcId"),
    itself.getOutputDetails("natPublicIps"),
    itself.getOutputDetails("bastionPublicIp"),
  ]);
  const publicIps = [natPublicIps.value, bastionPublicIp.value].flat().filter((each) => typeof each === "string");
  return {
    ...(typeof expiresAt.value === "string" ? { certificateExpiresAt: expiresAt.value } : {}),
    webImageRecipes: Array.isArray(imageVersions.value) ? imageVersions.value.map(String) : [],
    ...(typeof vpcId.value === "string" ? { vpcId: vpcId.value } : {}),
    ...(publicIps.length > 0 ? { publicIps } : {}),
  };
}

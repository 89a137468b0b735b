import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../lib/user-error";

/** The stage as the last successful `pulumi up` left it. */
export interface LastDeployment {
  readonly accountId: string;
  /** When the self-signed certificate in use expires, RFC 3339. @default there is none */
  readonly certificateExpiresAt?: string;
  /** Versions of the images that the stage retains, the current one first. */
  readonly imageVersions: readonly string[];
  /** Undefined for a new stage. */
  readonly vpcId?: string;
  /** Elastic IPs of NAT and bastion. */
  readonly publicIps: readonly string[];
  readonly loadBalancerDnsName?: string;
  /** Undefined without HTTPS. */
  readonly httpsUrl?: string;
}

/**
 * Checks the credentials, then reads the stack's own outputs: they tell which image is the previous one, whether the
 * certificate is due for renewal, and which resources belong to the stage even after `pulumi stack rename`.
 *
 * Pulumi writes outputs after a failed update as well. These depend on the resources whose hooks may fail (see
 * `onceUpdated`), so a failed rollout or certificate swap leaves all outputs unchanged.
 * @throws UserError when AWS rejects the credentials
 */
export async function readLastDeployment(): Promise<LastDeployment> {
  const accountId = await checkAccount();
  const stack = new pulumi.StackReference([pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/"));
  const output = async (name: string): Promise<unknown> => (await stack.getOutputDetails(name)).value;
  const [expiresAt, imageVersions, vpcId, natPublicIps, bastionPublicIp, loadBalancerDnsName, httpsUrl] =
    await Promise.all(
      [
        ...["certificateExpiresAt", "webImageRecipes", "vpcId", "natPublicIps", "bastionPublicIp"],
        ...["loadBalancerDnsName", "httpsUrl"],
      ].map(output),
    );
  return {
    accountId,
    ...(typeof expiresAt === "string" ? { certificateExpiresAt: expiresAt } : {}),
    imageVersions: Array.isArray(imageVersions) ? imageVersions.map(String) : [],
    ...(typeof vpcId === "string" ? { vpcId } : {}),
    ...(typeof loadBalancerDnsName === "string" ? { loadBalancerDnsName } : {}),
    ...(typeof httpsUrl === "string" ? { httpsUrl } : {}),
    publicIps: [natPublicIps, bastionPublicIp].flat().filter((each) => typeof each === "string"),
  };
}

/** The provider rejects credentials that are missing, or of an account that `aws:allowedAccountIds` does not name. */
async function checkAccount(): Promise<string> {
  try {
    return (await aws.getCallerIdentity()).accountId;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // An endpoint that does not answer gives no reason.
    throw new UserError(
      `AWS rejects this stage's credentials or cannot be reached, so nothing was changed: ${reason || "no reason given"}`,
    );
  }
}

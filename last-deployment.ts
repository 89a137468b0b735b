import * as pulumi from "@pulumi/pulumi";

/** What the program has to know of the stage as the last successful `pulumi up` left it. */
export interface LastDeployment {
  /** When the self-signed certificate in use expires, RFC 3339; absent: there is none. */
  readonly certificateExpiresAt?: string;
  /** Recipes of the images that are kept, the current one first. */
  readonly webImageRecipes: readonly string[];
}

/**
 * Reads the stack's own outputs. Two decisions need them: which image is the previous one, and whether the certificate
 * is due for renewal.
 *
 * Pulumi writes outputs after a failed update as well. These depend on the resources whose hooks may fail (see
 * `onceUpdated`): a rollout or a certificate swap that failed leaves all outputs as they were.
 */
export async function lastDeployment(parent?: pulumi.Resource): Promise<LastDeployment> {
  const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const itself = new pulumi.StackReference(stack, {}, parent === undefined ? {} : { parent });
  const [expiresAt, recipes] = await Promise.all([
    itself.getOutputDetails("certificateExpiresAt"),
    itself.getOutputDetails("webImageRecipes"),
  ]);
  return {
    ...(typeof expiresAt.value === "string" ? { certificateExpiresAt: expiresAt.value } : {}),
    webImageRecipes: Array.isArray(recipes.value) ? recipes.value.map(String) : [],
  };
}

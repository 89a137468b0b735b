import * as pulumi from "@pulumi/pulumi";

/** What the program has to know of the stage as the last finished `up` left it. */
export interface LastDeployment {
  readonly https: boolean;
  /** The VPC; absent: no `up` has finished, or none got as far. */
  readonly vpcId?: string;
  /** When the self-signed certificate in use expires, RFC 3339; absent: there is none. */
  readonly certificateExpiresAt?: string;
  /** Recipes of the images that are kept, the current one first. */
  readonly webImageRecipes: readonly string[];
}

/**
 * Reads the stack's own outputs, which a failed `up` leaves as they were. Three decisions need them: which image is the
 * previous one, whether the load balancer has an HTTPS listener whose certificate must be left to its swap, and whether
 * that certificate's time is nearly up.
 */
export async function lastDeployment(parent?: pulumi.Resource): Promise<LastDeployment> {
  const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const itself = new pulumi.StackReference(stack, {}, parent === undefined ? {} : { parent });
  const [httpsUrl, expiresAt, recipes, vpcId] = await Promise.all([
    itself.getOutputDetails("httpsUrl"),
    itself.getOutputDetails("certificateExpiresAt"),
    itself.getOutputDetails("webImageRecipes"),
    itself.getOutputDetails("vpcId"),
  ]);
  return {
    https: httpsUrl.value !== undefined,
    ...(typeof vpcId.value === "string" ? { vpcId: vpcId.value } : {}),
    ...(typeof expiresAt.value === "string" ? { certificateExpiresAt: expiresAt.value } : {}),
    webImageRecipes: Array.isArray(recipes.value) ? recipes.value.map(String) : [],
  };
}

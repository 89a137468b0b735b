import type { AwsClients } from "../lib/aws";
import type { PreflightCheck } from "./check";

export interface PermissionsBoundary {
  readonly arn: string;
  readonly accountId: string;
}

/** Checks that the policy exists which limits the stage's roles: AWS accepts no role with another one. */
export function boundaryExists(
  { arn, accountId }: PermissionsBoundary,
  clients: Pick<AwsClients, "iam">,
): PreflightCheck {
  return {
    what: "look for the policy of permissionsBoundary",
    run: async () => {
      // Policies that AWS manages have `aws` in place of an account.
      const owner = arn.split(":")[4];
      if (owner !== "aws" && owner !== accountId) {
        return [`permissionsBoundary: ${arn} is a policy of another account. This stage's account is ${accountId}`];
      }
      const { GetPolicyCommand } = await import("@aws-sdk/client-iam");
      try {
        await (await clients.iam()).send(new GetPolicyCommand({ PolicyArn: arn }));
        return [];
      } catch (error) {
        if ((error as Error).name !== "NoSuchEntityException") throw error;
        return [
          `permissionsBoundary: ${arn} does not exist. Create it from docs/iam/boundary.json, as docs/iam/README.md says`,
        ];
      }
    },
  };
}

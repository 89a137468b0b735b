import * as aws from "@pulumi/aws";
import { UserError } from "../lib/user-error";

/**
 * Asks AWS who we are, before anything else: the provider refuses here when there are no credentials, or when they
 * are of an account that `aws:allowedAccountIds` does not name. Later it would do so from within some look-up.
 *
 * @returns the account's id
 * @throws UserError with the provider's reason
 */
export async function checkAccount(): Promise<string> {
  try {
    return (await aws.getCallerIdentity()).accountId;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Nothing is said where nobody answers.
    const said = reason === "" ? "it gives no reason" : reason;
    throw new UserError(`AWS refuses this stage's credentials or is not reached, so nothing was changed: ${said}`);
  }
}

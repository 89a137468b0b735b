import * as pulumi from "@pulumi/pulumi";

import { UserError } from "../lib/user-error";
import { hasEngine } from "../lib/hooks";

/** What AWS calls a refusal for want of a permission. */
const REFUSALS = /^(UnauthorizedOperation|AccessDenied(Exception)?)$/;

/** What an endpoint calls an operation that it does not have: an emulator, or a region without it. */
const UNSUPPORTED = /^(NotImplemented|UnknownOperation(Exception)?|InvalidAction)$/;

/**
 * Asks AWS something before anything is registered, in previews as well. Not asked in Pulumi's mock runtime, which
 * stands for no account.
 *
 * @param what completes "could not …": `compare Elastic IPs with the quota`
 * @returns the answer; undefined when it was not asked, or when the credentials may not: that is only warned of, since
 * a deployment can do without; nor where the endpoint has no such operation
 * @throws UserError when AWS cannot be asked at all
 */
export async function queryAws<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
  if (!hasEngine()) return undefined;
  try {
    return await ask();
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) throw error;
    const { name, message } = error as Error;
    if (UNSUPPORTED.test(name)) {
      await pulumi.log.debug(`could not ${what}: ${message}`);
      return undefined;
    }
    if (!REFUSALS.test(name)) throw new UserError(`could not ${what}, so nothing was changed: ${message}`);
    await pulumi.log.warn(`could not ${what}: ${message}`);
    return undefined;
  }
}

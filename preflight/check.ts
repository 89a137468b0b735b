import * as pulumi from "@pulumi/pulumi";
import { ACCESS_DENIED } from "../lib/access-denied";
import { hasEngine } from "../lib/hooks";
import { UserError } from "../lib/user-error";

export interface PreflightCheck {
  /** Completes "could not …": `compare Elastic IPs with the account's quota`. */
  readonly what: string;
  /** @returns why this deployment would fail, one sentence each with what to do about it */
  run(): Promise<readonly string[]>;
}

/** Errors of an endpoint without the operation: an emulator, or a region that lacks it. */
const UNSUPPORTED = /^(NotImplemented|UnknownOperation(Exception)?|InvalidAction)$/;

/**
 * Queries AWS before anything is registered, in previews as well. Without an engine, as in the offline plan and in unit
 * tests, there is no account to query.
 * @param what completes "could not …": `compare Elastic IPs with the quota`
 * @returns undefined without an engine, where the endpoint has no such operation, and where the credentials lack the
 * permission: a deployment can do without the answer, so that is only a warning
 * @throws UserError when AWS cannot be reached
 */
export async function queryAws<T>(what: string, query: () => Promise<T>): Promise<T | undefined> {
  if (!hasEngine()) return undefined;
  try {
    return await query();
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) throw error;
    const { name, message } = error as Error;
    if (UNSUPPORTED.test(name)) {
      await pulumi.log.debug(`could not ${what}: ${message}`);
      return undefined;
    }
    if (!ACCESS_DENIED.test(name)) throw new UserError(`could not ${what}, so nothing was changed: ${message}`);
    await pulumi.log.warn(`could not ${what}: ${message}`);
    return undefined;
  }
}

/**
 * Runs all checks at once and reports every issue in one message.
 * @throws UserError when a check finds an issue, or AWS cannot be reached
 */
export async function runChecks(checks: readonly PreflightCheck[]): Promise<void> {
  const found = await Promise.all(checks.map((check) => queryAws(check.what, () => check.run())));
  const issues = found.flatMap((each) => each ?? []);
  const [only] = issues;
  if (only === undefined) return;
  throw new UserError(
    issues.length === 1
      ? `${only}. Nothing was changed.`
      : [`${issues.length} issues were found, and nothing was changed:`, ...issues.map((one) => `  ${one}`)].join("\n"),
  );
}

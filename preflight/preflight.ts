import { queryAws } from "./preflight-check";
import { UserError } from "../lib/user-error";

/** One thing that AWS can tell before the first resource is created. */
export interface PreflightCheck {
  /** Completes "could not …": `compare Elastic IPs with the account's quota`. */
  readonly what: string;
  /** @returns why this deployment would fail, one sentence each with what to do about it; empty: it would not */
  run(): Promise<readonly string[]>;
}

/**
 * Runs all checks at once, in previews as well, and reports every issue in one message. A check that the credentials
 * may not make is a warning.
 *
 * @throws UserError when a check found an issue, or AWS cannot be reached
 */
export async function runPreflight(checks: readonly PreflightCheck[]): Promise<void> {
  const found = await Promise.all(checks.map((check) => queryAws(check.what, () => check.run())));
  const issues = found.flatMap((each) => each ?? []);
  if (issues.length === 0) return;
  const [only] = issues;
  throw new UserError(
    issues.length === 1 && only !== undefined
      ? `${only}. Nothing was changed.`
      : [`${issues.length} issues were found, and nothing was changed:`, ...issues.map((one) => `  ${one}`)].join("\n"),
  );
}

import type { Account } from "./account";
import type { Request } from "./request";

/** Returns the error message if AWS rejects the request, otherwise `undefined`. */
export type Check = (request: Request, account: Account) => string | undefined | Promise<string | undefined>;

/** Calls that AWS rejects with one error code. */
export interface Rejection {
  /** The signing name, such as `elasticloadbalancing`. */
  readonly service: string;
  readonly actions: readonly string[];
  readonly error: AwsError;
  readonly checks: readonly Check[];
}

interface AwsError {
  readonly code: string;
  /** @default 400 */
  readonly status?: number;
}

/**
 * Creates rejections for a service. The comment above each names the calls that AWS rejects, and the page that documents it
 * unless that is the action's page in the API reference.
 */
export function rejectionsOf(service: string) {
  return (actions: string | readonly string[], error: string | AwsError, ...checks: readonly Check[]): Rejection => ({
    ...{ service, actions: [actions].flat(), checks },
    error: typeof error === "string" ? { code: error } : error,
  });
}

/** Replaces an error code of the emulator that differs from AWS's. */
export interface Translation {
  readonly service: string;
  /** @default every action of the service */
  readonly actions?: readonly string[];
  readonly from: RegExp;
  /** AWS's error code. */
  readonly code: string;
}

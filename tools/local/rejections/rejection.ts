import type { Account } from "./account";
import type { Request } from "./request";

/** The error message of a request that AWS rejects; `undefined` for one that it accepts. */
export type Check = (request: Request, account: Account) => string | undefined | Promise<string | undefined>;

/** One kind of call that AWS rejects. */
export interface Rejection {
  /** Signing name of the service. */
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
 * Creates the rejections of a service. AWS documents them in the API reference, on the page of the action, or on the
 * page that the comment above a rejection names.
 */
export function rejectionsOf(service: string) {
  return (actions: string | readonly string[], error: string | AwsError, ...checks: readonly Check[]): Rejection => ({
    ...{ service, actions: [actions].flat(), checks },
    error: typeof error === "string" ? { code: error } : error,
  });
}

/** An error code of the emulator that differs from AWS's. */
export interface Translation {
  readonly service: string;
  /** @default every action of the service */
  readonly actions?: readonly string[];
  readonly from: RegExp;
  /** AWS's error code. */
  readonly code: string;
}

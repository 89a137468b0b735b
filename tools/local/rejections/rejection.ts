import type { Account } from "./account";
import type { Request } from "./request";

/** The error message of a request that AWS rejects; `undefined` for one that it accepts. */
export type Check = (request: Request, account: Account) => string | undefined | Promise<string | undefined>;

/** One kind of call that AWS rejects. */
export interface Rejection {
  /** Signing name of the service. */
  readonly service: string;
  readonly actions: readonly string[];
  /** What AWS rejects. */
  readonly what: string;
  /** AWS's error code. */
  readonly code: string;
  /** @default 400 */
  readonly status?: number;
  /** Where AWS documents it. */
  readonly source: string;
  readonly check: Check;
}

/** An error code of the emulator that differs from AWS's. */
export interface Translation {
  readonly service: string;
  /** @default every action of the service */
  readonly actions?: readonly string[];
  readonly from: RegExp;
  /** AWS's error code. */
  readonly code: string;
  readonly source: string;
}

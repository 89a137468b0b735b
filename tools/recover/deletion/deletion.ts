import type { RecoveryClients } from "../clients";
import type { Item } from "../item";

/** How a resource is deleted. Each step may be repeated, also after an interruption. */
export interface Deletion {
  /** @throws the error of AWS */
  readonly delete: (item: Item, clients: RecoveryClients) => Promise<unknown>;
  /** What AWS still does after the call: undefined when it is gone. @default the call deletes at once */
  readonly remaining?: (item: Item, clients: RecoveryClients) => Promise<string | undefined>;
  /** The longest that AWS takes, in seconds. */
  readonly limitSeconds?: number;
}

/** Errors for a resource that is gone already. */
const GONE = /NotFound|NoSuch|AccessPointNotFound|does ?n[o']t exist|\bnot found/i;

/** Errors for a resource that something being deleted still uses. */
const IN_USE =
  /DependencyViolation|DeleteConflict|InUse|ResourceContention|ScalingActivityInProgress|IncorrectState|PriorRequestNotComplete/i;

/** Errors for a missing permission. */
const DENIED = /^(?:UnauthorizedOperation|AccessDenied(?:Exception)?)$/;

export function isDenied(error: unknown): boolean {
  return error instanceof Error && DENIED.test(error.name);
}

export function isGone(error: unknown): boolean {
  return matches(error, GONE);
}

export function isInUse(error: unknown): boolean {
  return matches(error, IN_USE);
}

function matches(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && (pattern.test(error.name) || pattern.test(error.message));
}

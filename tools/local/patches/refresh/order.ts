import type { Bounds } from "./bounds";
import type { Template } from "./group";

/** How far a refresh is, in AWS's words. */
export type Status =
  | "Pending"
  | "InProgress"
  | "Baking"
  | "Successful"
  | "Failed"
  | "Cancelling"
  | "Cancelled"
  | "RollbackInProgress"
  | "RollbackSuccessful";

/** Whether a refresh has not ended. */
export function isActive(status: Status): boolean {
  return ["Pending", "InProgress", "Baking", "Cancelling", "RollbackInProgress"].includes(status);
}

/** What a refresh is asked to do. */
export interface RefreshOrder {
  /** What servers are to be launched from. */
  readonly template: Template;
  readonly bounds: Bounds;
  /** Servers that were launched from the template already stay. */
  readonly skipMatching: boolean;
  readonly autoRollback: boolean;
  /** Whether it bakes after its last replacement, for as long as one step takes. */
  readonly bakes: boolean;
  /** Milliseconds that a new server takes until it is in service, and again until it is warm. */
  readonly stepMs: number;
  /** Milliseconds for which ill servers are replaced by others, before the refresh fails. */
  readonly patienceMs: number;
}

/** The end of an ill server, as the group's activities tell of it. */
export interface Activity {
  readonly serverId: string;
  readonly at: string;
}

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

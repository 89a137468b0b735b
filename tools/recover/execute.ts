import { messageOf, UserError } from "../../lib/user-error";
import type { RecoveryClients } from "./clients";
import { dependants, DELETIONS, revokeRules, type Deletion } from "./deletion";
import { isDenied, isGone, isInUse, unlessGone } from "./errors";
import type { Item } from "./item";
import type { Decision } from "./plan";
import { orderOf } from "./types";

/** The clock, and where progress goes. */
export interface ExecutionIo {
  readonly clients: RecoveryClients;
  readonly say: (line: string) => void;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Ctrl-C: what has begun ends, and nothing more begins. */
  readonly signal: AbortSignal;
  /** An item in words. */
  readonly nameOf: (item: Item) => string;
}

/** Seconds for a resource that AWS deletes at once, but only when what uses it is gone. */
const DEFAULT_LIMIT_SECONDS = 600;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;
/** Seconds between two lines about the same wait. */
const SAY_SECONDS = 20;

/**
 * Deletes resources in their order, those of one kind at the same time.
 * @throws UserError for what could not be deleted; what comes later is still there then
 */
export async function deleteItems(decisions: readonly Decision[], io: ExecutionIo): Promise<void> {
  const items = decisions.map(({ item }) => item).filter((item) => isDeletedByItself(item, decisions));
  const groups = items.filter(({ type }) => type === "aws.ec2.SecurityGroup");
  for (const order of [...new Set(items.map(({ type }) => orderOf(type)))].sort((a, b) => a - b)) {
    const now = items.filter(({ type }) => orderOf(type) === order);
    // Groups may refer to each other.
    if (now.some((item) => groups.includes(item))) {
      for (const { id } of groups) await unlessGone(() => revokeRules(id, io.clients));
    }
    const results = await Promise.allSettled(now.map((item) => deleteItem(item, io)));
    const failures = results.flatMap((result) => (result.status === "rejected" ? messageOf(result.reason) : []));
    if (failures.length > 0) throw new UserError(failures.join("\n"));
    io.signal.throwIfAborted();
  }
}

/** AWS deletes an owned item with its owner, except for snapshots. */
function isDeletedByItself({ type, ownerId }: Item, decisions: readonly Decision[]): boolean {
  if (DELETIONS[type] === undefined) return false;
  return type === "aws.ebs.Snapshot" || !decisions.some(({ item }) => item.id === ownerId);
}

async function deleteItem(item: Item, io: ExecutionIo): Promise<void> {
  const deletion = DELETIONS[item.type];
  if (deletion === undefined) return;
  const { limitSeconds = DEFAULT_LIMIT_SECONDS } = deletion;
  const start = io.now();
  let said = start;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
    const missing = await tryOnce(item, deletion, io);
    if (missing === undefined) {
      io.say(`Deleted ${io.nameOf(item)}`);
      return;
    }
    const seconds = Math.round((io.now() - start) / 1000);
    if (seconds >= limitSeconds) throw new UserError(await tooLong(item, `${missing} after ${seconds} s`, io));
    if (io.now() - said > SAY_SECONDS * 1000) {
      said = io.now();
      io.say(`Waiting for ${io.nameOf(item)}: ${missing} (${seconds} s of ${limitSeconds} s at most)`);
    }
    io.signal.throwIfAborted();
    await io.sleep(wait);
  }
}

/** @returns why it is still there */
async function tryOnce(item: Item, deletion: Deletion, { clients, nameOf }: ExecutionIo): Promise<string | undefined> {
  try {
    await deletion.delete(item, clients);
    return await deletion.remaining?.(item, clients);
  } catch (error) {
    if (isGone(error)) return undefined;
    if (isInUse(error)) return `AWS reports ${(error as Error).name}`;
    const advice = isDenied(error) ? ". docs/iam/recover.json has the permissions that recovery needs" : "";
    throw new UserError(`${nameOf(item)} could not be deleted: ${messageOf(error).replace(/\.$/, "")}${advice}`);
  }
}

async function tooLong(item: Item, what: string, { clients, nameOf }: ExecutionIo): Promise<string> {
  const users = await dependants(item.id, clients).catch(() => []);
  const advice =
    users.length === 0
      ? "Look for what uses it in the AWS console"
      : `These network interfaces use it: ${users.join(", ")}. Delete what they belong to`;
  return `${nameOf(item)}: ${what}. ${advice}, then run the command again.`;
}

import * as fs from "node:fs";
import * as path from "node:path";

import type { StageName } from "../../lib/naming";
import { UserError } from "../../lib/user-error";
import { deleteItems, type ExecutionIo } from "./execute";
import { readInventory, readOrphanedSnapshots, readPendingRecords } from "./inventory";
import type { Inventory } from "./item";
import { describeLock, locksIn, lockState, readLocks, type Lock } from "./locks";
import { deletesUnexplainedInstances, orphanedSnapshots, planRecovery, unexplained, type Plan } from "./plan";
import { counted, planLines } from "./report";
import type { Stack, StackRead } from "./stack";
import { NO_STATE, parseState, type State } from "./state";
import { damagedFiles, repairFile } from "./state-files";

/** Where a recovery runs, and how it talks to people. */
export interface RecoveryIo extends ExecutionIo {
  /** The project's folder. */
  readonly root: string;
  readonly project: string;
  readonly stageName: StageName;
  readonly stack: Stack;
  /** The stack at the beginning. */
  readonly firstRead: Promise<StackRead>;
  /** True for yes. */
  readonly confirm: (question: string) => Promise<boolean>;
}

export interface RecoveryOptions {
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** Seconds after the last write of the state in which a call that was on its way may still be executed. */
const SETTLE_SECONDS = 15;
const LOOK_AGAIN_MS = 3000;
/** A deletion may reveal more, such as what an unrecorded creation made after the first look. */
const MAX_ROUNDS = 4;

/**
 * Recovers a stage.
 * @returns false when the answer was no
 * @throws UserError when nothing may be changed, or something is left
 */
export async function recover({ dryRun, yes }: RecoveryOptions, io: RecoveryIo): Promise<boolean> {
  const { stack, say } = io;
  const [{ backendUrl, exported: firstExport }, firstInventory] = await Promise.all([io.firstRead, inventoryOf(io)]);
  const locks = readLocks(backendUrl, io.project, stack.name);
  await requireStale(locks, dryRun, io);
  let inventory = firstInventory;
  let exported = firstExport instanceof Error ? await repairState(firstExport, backendUrl, dryRun, io) : firstExport;
  let cleared = 0;
  let deleted = 0;
  for (let round = 0; round <= MAX_ROUNDS; round++) {
    const plan = await settledPlan(exported === undefined ? NO_STATE : parseState(exported), inventory, io);
    const isDone = plan.clear.length === 0 && plan.deletions.length === 0;
    if (round === 0 || !isDone) for (const line of planLines(plan)) say(line);
    if (dryRun) {
      say(isDone && locks.length === 0 ? nothingToDo(io) : "Nothing was changed (--dry-run).");
      return true;
    }
    if (isDone) {
      if (round === 0 && locks.length > 0) await stack.cancel();
      say(round > 0 ? summary(deleted, cleared, io) : locks.length > 0 ? "Removed the lock." : nothingToDo(io));
      return true;
    }
    if (round === MAX_ROUNDS) break;
    const isAsked = !yes || deletesUnexplainedInstances(plan);
    if (plan.deletions.length > 0 && isAsked && !(await io.confirm(question(plan)))) {
      say(round === 0 ? "Nothing was changed." : "Nothing more was changed.");
      return false;
    }
    if (round === 0) {
      say(`Saved a backup of the state: ${saveBackup(exported ?? "", io)}`);
      if (locks.length > 0) await stack.cancel();
    }
    await deleteItems(plan.deletions, io);
    if (plan.clear.length > 0) await clearOperations(io);
    cleared += plan.clear.length;
    deleted += plan.deletions.length;
    [exported, inventory] = await Promise.all([stack.export(), inventoryOf(io)]);
  }
  throw new UserError(`Something keeps creating resources of ${stack.name}: see the lists above`);
}

function nothingToDo({ stack }: RecoveryIo): string {
  return `There is nothing to recover in ${stack.name}.`;
}

function summary(deleted: number, cleared: number, { stack }: RecoveryIo): string {
  return (
    `Recovered ${stack.name}: deleted ${counted(deleted, "resource")} and cleared ${counted(cleared, "operation")}. ` +
    `Now run: pulumi up --stack ${stack.name}`
  );
}

function inventoryOf({ clients, stageName }: RecoveryIo): Promise<Inventory> {
  return readInventory(clients, stageName);
}

/** @throws UserError when a process works on the stage, or may */
export async function requireStale(locks: readonly Lock[], dryRun: boolean, io: RecoveryIo): Promise<void> {
  for (const lock of locks) {
    const state = lockState(lock);
    if (state === "held" && dryRun) {
      io.say(`pulumi is working on ${io.stack.name}: ${describeLock(lock)}. What it has begun may be listed below.`);
      continue;
    }
    if (state === "held") {
      throw new UserError(
        `pulumi is working on ${io.stack.name}: ${describeLock(lock)}. Wait until it has ended, or press Ctrl-C once where it runs.`,
      );
    }
    io.say(`${io.stack.name} is locked by ${describeLock(lock)}${state === "stale" ? ", which has ended" : ""}.`);
    if (state === "stale" || dryRun) continue;
    // `--yes` answers for deletions only: only a person knows about another computer.
    if (!(await io.confirm(`Has this process on ${lock.hostname} ended? The lock will be removed. (y/N) `))) {
      throw new UserError(`${io.stack.name} stays locked; nothing was changed`);
    }
  }
}

/**
 * Repairs the files of a state that cannot be read.
 * @param error what `pulumi` says about it
 * @throws the error for other damage
 */
async function repairState(
  error: Error,
  backendUrl: string,
  dryRun: boolean,
  io: RecoveryIo,
): Promise<string | undefined> {
  const damaged = damagedFiles(backendUrl, io.project, io.stack.name);
  if (damaged.length === 0) throw error;
  for (const each of damaged) {
    io.say(`${each.file} is incomplete: a pulumi was killed while it wrote the file.`);
    if (dryRun) continue;
    const restores = each.repair === "restore";
    if (restores && !(await io.confirm("Restore the state from before its last write, from the .bak file? (y/N) ")))
      throw error;
    repairFile(each);
    io.say(restores ? "Restored it." : "Removed it: pulumi does not need it.");
  }
  if (dryRun) throw new UserError("Run the command without --dry-run to repair it.");
  return io.stack.export();
}

/** Looks again while calls that the interrupted command had sent may still be executed. */
async function settledPlan(state: State, first: Inventory, io: RecoveryIo): Promise<Plan> {
  for (let inventory = first; ; inventory = await inventoryOf(io)) {
    const more = await Promise.all([
      readOrphanedSnapshots(io.clients, orphanedSnapshots(state, inventory)),
      readPendingRecords(io.clients, state.pending, inventory),
    ]);
    const plan = planRecovery(state, [...inventory, ...more.flat()]);
    if ("refusal" in plan) throw new UserError(refusal(plan.refusal, io));
    const isRecent = io.now() < state.writtenAt + SETTLE_SECONDS * 1000;
    if (!isRecent || unexplained(state, plan).length === 0) return plan;
    if (inventory === first) {
      io.say(`Calls that were already sent may still be executed: looking again for up to ${SETTLE_SECONDS} s ...`);
    }
    io.signal.throwIfAborted();
    await io.sleep(LOOK_AGAIN_MS);
  }
}

function refusal(what: string, { stack, stageName: { service, stage } }: RecoveryIo): string {
  return (
    `Nothing was changed: ${what} (Service=${service}, Stage=${stage}).\n` +
    `  If another state has this stage, use that one: pulumi login URL, then pulumi stack select ${stack.name}\n` +
    "  If you have a backup of the state: pulumi stack import --file FILE\n" +
    `  If the state is lost, delete everything of the stage: npm run recover -- ${stack.name} --destroy`
  );
}

function question({ deletions }: Plan): string {
  const running = deletions.filter(({ item }) => item.isRunning).length;
  const warning = running > 0 ? `, ${running} of them running instances` : "";
  return `Delete ${deletions.length === 1 ? "this resource" : `these ${deletions.length} resources`}${warning}? (y/N) `;
}

/** The state holds encrypted secrets, so only its owner may read the copy. */
function saveBackup(exported: string, { root, stack, now }: RecoveryIo): string {
  const folder = path.join(root, ".local", "recover");
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const time = new Date(now()).toISOString().replace(/[:.]/g, "-");
  const file = path.join(folder, `${stack.name}-${time}.json`);
  fs.writeFileSync(file, exported, { mode: 0o600 });
  return path.relative(root, file);
}

/** Clears pending operations, after another look at the lock, which other backends report only now. */
async function clearOperations(io: RecoveryIo): Promise<void> {
  io.say("Refreshing the state, and clearing the pending operations ...");
  const failure = await io.stack.refresh();
  if (failure === undefined) return;
  const locks = locksIn(failure);
  if (locks.length === 0)
    throw new UserError(`pulumi refresh failed; run the command again when it is fixed:\n${failure}`);
  await requireStale(locks, false, io);
  await io.stack.cancel();
  const again = await io.stack.refresh();
  if (again !== undefined)
    throw new UserError(`pulumi refresh failed; run the command again when it is fixed:\n${again}`);
}

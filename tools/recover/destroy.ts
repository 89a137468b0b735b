import type { Domain } from "../../config";
import { loadBalancerName } from "../../lib/naming";
import { UserError } from "../../lib/user-error";
import { deleteItems } from "./execute";
import { readDomainRecords, readInventory } from "./inventory";
import type { Inventory } from "./item";
import { planDestruction, usersOfVpc } from "./plan";
import { requireStale, type RecoveryIo } from "./recover";
import { readLocks } from "./locks";
import { counted, destructionLines } from "./report";
import { parseState } from "./state";

export interface DestructionOptions {
  readonly dryRun: boolean;
  /** Deletion protection in the stage file. */
  readonly isProtected: boolean;
  /** The domain in the stage file. */
  readonly domain: Domain | undefined;
  /** The answer to a question. */
  readonly ask: (question: string) => Promise<string>;
}

/** A deletion may reveal more. */
const MAX_ROUNDS = 4;

/**
 * Deletes everything in AWS that belongs to a stage, whatever its state has.
 * @returns whether nothing is left
 */
export async function destroy(
  { dryRun, isProtected, domain, ask }: DestructionOptions,
  io: RecoveryIo,
): Promise<boolean> {
  const { stageName, stack, say } = io;
  if (isProtected && !dryRun) {
    throw new UserError(
      `${stack.name} has deletion protection, so nothing was changed. To delete it anyway: ` +
        `pulumi config set minimal-secure-web:protect false --stack ${stack.name}, then run the command again`,
    );
  }
  await checkState(dryRun, io);
  for (let round = 0; round <= MAX_ROUNDS; round++) {
    const inventory = await readInventory(io.clients, stageName);
    const records = await readDomainRecords(io.clients, domain, inventory);
    const decisions = planDestruction([...inventory, ...records]);
    if (decisions.length === 0) {
      say(
        round === 0
          ? `AWS has no resources of ${stack.name} (Service=${stageName.service}, Stage=${stageName.stage}).`
          : `Deleted everything of ${stack.name}. If the stack still exists: pulumi stack rm ${stack.name} --force --preserve-config`,
      );
      return true;
    }
    if (round === MAX_ROUNDS) break;
    for (const line of destructionLines(decisions)) say(line);
    // AWS deletes the network interfaces of a load balancer some minutes after it.
    const users = usersOfVpc(inventory).filter(({ ownerId }) => ownerId !== loadBalancerName(stageName));
    if (dryRun) {
      if (users.length > 0) say(refusal(users, io));
      say("Nothing was changed (--dry-run).");
      return true;
    }
    if (round === 0) {
      if (users.length > 0) throw new UserError(refusal(users, io));
      const answer = await ask(`Type ${stack.name} to delete these ${decisions.length} resources and their data: `);
      if (answer !== stack.name) {
        say("Nothing was changed.");
        return false;
      }
    }
    await deleteItems(decisions, io);
  }
  throw new UserError(`Some resources of ${stack.name} are still there: run the command again`);
}

/** AWS would refuse to delete the network, after everything before it had been deleted. */
function refusal(users: Inventory, { stack, nameOf }: RecoveryIo): string {
  return (
    `Others use the VPC of ${stack.name}, so the command deletes nothing while these exist:\n` +
    users.map((item) => `  ${nameOf(item)}\n`).join("") +
    "Delete what they belong to, or move it to another VPC, then run the command again."
  );
}

/**
 * Says so if the state is not lost.
 * @throws UserError when a process works on the stage, or may
 */
async function checkState(dryRun: boolean, io: RecoveryIo): Promise<void> {
  const { project, stack, say } = io;
  // Without its backend, nothing is known about a state.
  const read = await io.firstRead.catch(() => undefined);
  if (read === undefined) return;
  await requireStale(readLocks(read.backendUrl, project, stack.name), dryRun, io);
  if (typeof read.exported !== "string") return;
  const { resources } = parseState(read.exported);
  if (resources.length === 0) return;
  say(
    `The state of ${stack.name} is not lost, it has ${counted(resources.length, "resource")}: ` +
      `pulumi destroy --stack ${stack.name} deletes them, and keeps the state up to date.`,
  );
}

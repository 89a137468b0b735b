import type { Domain } from "../../config";
import { UserError } from "../../lib/user-error";
import { deleteItems } from "./execute";
import { readDomainRecords, readInventory } from "./inventory";
import { planDestruction } from "./plan";
import type { RecoveryIo } from "./recover";
import { destructionLines } from "./report";

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
  if (isProtected) {
    throw new UserError(
      `${stack.name} has deletion protection, so nothing was changed. To delete it all the same: ` +
        `pulumi config set protect false --stack ${stack.name}, then run the command again`,
    );
  }
  for (let round = 0; round < MAX_ROUNDS; round++) {
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
    for (const line of destructionLines(decisions)) say(line);
    if (dryRun) {
      say("Nothing was changed (--dry-run).");
      return true;
    }
    if (round === 0) {
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

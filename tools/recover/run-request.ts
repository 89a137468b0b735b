import { messageOf, UserError } from "../../lib/user-error";
import { readStage } from "../stage/stage";
import { RecoveryClients } from "./clients";
import type { Request } from "./command-line";
import { destroy } from "./destroy";
import { withAdvice } from "./errors";
import { ask } from "./prompt";
import { recover, type RecoveryIo } from "./recover";
import { nameOf } from "./report";

const EXIT = { ok: 0, failed: 1, interrupted: 130 } as const;

/** Does what was asked for. Returns the exit status. */
export async function runRequest(
  { stage, dryRun, yes, destroy: destroys }: Request,
  stack: Pick<RecoveryIo, "root" | "stack" | "firstRead">,
): Promise<number> {
  const { provider, project, stageName, settings } = readStage(stack.root, stage);
  const interrupt = new AbortController();
  const abort = () => {
    interrupt.abort(new UserError("Interrupted: run the command again to continue"));
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  const { signal } = interrupt;
  const io: RecoveryIo = {
    ...{ ...stack, project, stageName, signal, nameOf },
    clients: new RecoveryClients(provider, () => Promise.resolve(provider.allowedAccountIds)),
    say: console.log,
    now: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    confirm: async (question) => /^y(?:es)?$/i.test(await ask(question, signal)),
  };
  try {
    const isDone = destroys
      ? await destroy(
          {
            ...{ dryRun, isProtected: settings.protect, domain: settings.loadBalancer.domain },
            ask: (question) => ask(question, signal),
          },
          io,
        )
      : await recover({ dryRun, yes }, io);
    return isDone ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (!signal.aborted) throw withAdvice(error);
    console.error(messageOf(error));
    return EXIT.interrupted;
  } finally {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  }
}

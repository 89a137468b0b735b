import { join } from "node:path";

import { messageOf, UserError } from "../../lib/user-error";
import { findPulumi } from "../local/pulumi";
import { readStage } from "../stage/stage";
import { RecoveryClients } from "./clients";
import { readCommandLine } from "./command-line";
import { destroy } from "./destroy";
import { ask } from "./prompt";
import { recover, type RecoveryIo } from "./recover";
import { nameOf } from "./report";
import { Stack } from "./stack";

const EXIT = { ok: 0, failed: 1, interrupted: 130 } as const;

/** Runs `npm run recover`. Returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  const request = readCommandLine(args);
  if ("help" in request) {
    process.stdout.write(request.help);
    return EXIT.ok;
  }
  const root = join(__dirname, "..", "..");
  const { provider, project, stageName, settings } = readStage(root, request.stage);
  findPulumi();
  const interrupt = new AbortController();
  const abort = () => {
    interrupt.abort(new UserError("Interrupted: run the command again to go on"));
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  const { signal } = interrupt;
  const io: RecoveryIo = {
    ...{ root, project, stageName, signal, nameOf },
    stack: new Stack(root, request.stage),
    clients: new RecoveryClients(provider, () => Promise.resolve(provider.allowedAccountIds)),
    say: console.log,
    now: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    confirm: async (question) => /^y(?:es)?$/i.test(await ask(question, signal)),
  };
  try {
    const { dryRun, yes } = request;
    const isDone = request.destroy
      ? await destroy({ dryRun, isProtected: settings.protect, ask: (question) => ask(question, signal) }, io)
      : await recover({ dryRun, yes }, io);
    return isDone ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error(messageOf(error));
    return EXIT.interrupted;
  } finally {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  }
}

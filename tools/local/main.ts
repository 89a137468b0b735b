import * as path from "node:path";

import { messageOf } from "../../lib/user-error";
import { readCommandLine } from "./command-line";
import { down } from "./down";
import { up } from "./up";

const INTERRUPTED = 130;

/** Runs `npm run local`. Returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  const root = path.resolve(__dirname, "..", "..");
  const interrupt = new AbortController();
  // A child process at the same terminal gets Ctrl-C too and ends in good order; this command waits for it.
  const abort = () => {
    interrupt.abort();
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  const io = { root, say: console.log, signal: interrupt.signal };
  try {
    const request = readCommandLine(args, root);
    if ("help" in request) process.stdout.write(request.help);
    else if (request.kind === "down") await down({ ...request, ...io });
    else await up({ ...request, ...io });
    return 0;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    console.error(messageOf(error));
    return INTERRUPTED;
  } finally {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  }
}

import * as path from "node:path";

import { UserError, messageOf } from "../../lib/user-error";
import { readCommandLine, usage } from "./command-line";
import { down } from "./down";
import { up } from "./up";

const interruptedStatus = 130;

/**
 * Runs `npm run local`.
 * @param args - What follows the script's name.
 * @returns The exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const root = path.resolve(__dirname, "..", "..");
  const interrupt = new AbortController();
  // A child at the same terminal gets Ctrl-C too and ends in good order; this command waits for it.
  const abort = () => {
    interrupt.abort();
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  const say = (line: string) => {
    console.log(line);
  };
  try {
    const command = readCommandLine(args, root);
    if (command.kind === "help") say(usage);
    else if (command.kind === "down") await down({ ...command, root, say, signal: interrupt.signal });
    else await up({ ...command, root, say, signal: interrupt.signal });
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    if (interrupt.signal.aborted) return interruptedStatus;
    return error instanceof UserError ? error.exitStatus : 1;
  } finally {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  }
}

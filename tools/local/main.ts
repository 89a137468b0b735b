import * as path from "node:path";

import { readCommandLine, usage } from "./command-line";
import { down } from "./down";
import { StageFileError } from "../../offline/stage-file/stage-file";
import { ToolError, messageOf } from "../tool-error";
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
    if (error instanceof StageFileError) return 2;
    return error instanceof ToolError ? error.status : 1;
  } finally {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  }
}

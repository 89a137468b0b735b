import * as path from "node:path";

import { messageOf } from "../../lib/user-error";
import { sayOn } from "../say";
import { readCommandLine, type Request } from "./command-line";
import { down } from "./down";
import { showLogs } from "./logs";
import { showStatus } from "./show-status";
import { up } from "./up";
import { verifyLocal } from "./verify-local";

/** What a shell adds to the number of a signal. */
const STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Runs `npm run local`. Returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  const root = path.resolve(__dirname, "..", "..");
  const request = readCommandLine(args, root);
  if ("help" in request) {
    process.stdout.write(request.help);
    return 0;
  }
  // A terminal that was closed takes no more output.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const interrupt = new AbortController();
  let status: number = STATUS.SIGINT;
  const handlers = (Object.keys(STATUS) as (keyof typeof STATUS)[]).map((signal) => {
    const handler = () => {
      if (interrupt.signal.aborted) return;
      status = STATUS[signal];
      interrupt.abort(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  try {
    return await perform(request, root, interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    sayOn(process.stderr)(messageOf(error));
    return status;
  } finally {
    for (const remove of handlers) remove();
  }
}

async function perform(request: Request, root: string, signal: AbortSignal): Promise<number> {
  const { stdout } = process;
  switch (request.kind) {
    case "up":
      await up({ ...request, root, stdout, signal });
      return 0;
    case "down":
      await down({ ...request, root, say: sayOn(stdout) });
      return 0;
    case "status":
      return showStatus({ ...request, root, stdout });
    case "logs":
      return showLogs({ ...request, root, stdout, signal });
    case "verify":
      return verifyLocal({ ...request, root });
  }
}

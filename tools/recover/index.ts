import { createRequire } from "node:module";
import { join } from "node:path";

import { readCommandLine } from "./command-line";
import type * as requests from "./run-request";
import { Stack } from "./stack";

/** Runs `npm run recover`. Returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  const request = readCommandLine(args);
  if ("help" in request) {
    process.stdout.write(request.help);
    return 0;
  }
  const root = join(__dirname, "..", "..");
  const stack = new Stack(root, request.stage);
  // Loading the program's settings takes a second, in which pulumi reads the state.
  const firstRead = stack.read();
  firstRead.catch(() => undefined);
  const { runRequest } = createRequire(__filename)("./run-request") as typeof requests;
  return runRequest(request, { root, stack, firstRead });
}

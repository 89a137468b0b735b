import { createInterface } from "node:readline/promises";

/**
 * Asks a question. Input that is not a terminal may contain the answer as a line.
 * @returns an empty answer when the input has ended
 */
export async function ask(
  question: string,
  signal: AbortSignal,
  { stdin = process.stdin, stderr = process.stderr }: Partial<Pick<NodeJS.Process, "stdin" | "stderr">> = {},
): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  const closed = new AbortController();
  lines.on("close", () => {
    closed.abort();
  });
  // While it asks, only this interface receives Ctrl-C.
  lines.on("SIGINT", () => process.emit("SIGINT"));
  const either = AbortSignal.any([signal, closed.signal]);
  try {
    return (await lines.question(question, { signal: either })).trim();
  } catch (error) {
    signal.throwIfAborted();
    if (closed.signal.aborted) return "";
    throw error;
  } finally {
    lines.close();
  }
}

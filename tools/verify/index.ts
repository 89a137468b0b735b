import { join } from "node:path";
import { painter } from "../plan/render/style";
import { main } from "./main";

/** Runs `npm run verify`. Returns the exit status. */
export function run(args: readonly string[]): Promise<number> {
  const { stdin, stdout, stderr, env } = process;
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      interrupt.abort();
    });
  }
  return main(args, {
    root: join(__dirname, "..", ".."),
    ...{ stdin, stdout, stderr },
    // https://no-color.org
    paint: painter(stdout.isTTY && (env.NO_COLOR ?? "") === ""),
    signal: interrupt.signal,
  });
}

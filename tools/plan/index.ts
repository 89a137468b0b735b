import { join } from "node:path";
import { main } from "./main";
import { painter } from "./render/style";
import { planStage } from "./stage-plan";

/** The width where the output is no terminal: a file or a pager. */
const DEFAULT_WIDTH = 120;

/** Runs `npm start`. */
export function run(args: readonly string[]): Promise<number> {
  const { stdout, stderr, env } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader such as `head` has seen enough.
    if (error.code !== "EPIPE") throw error;
  });
  return main(args, {
    root: join(__dirname, "..", ".."),
    width: stdout.isTTY ? stdout.columns : DEFAULT_WIDTH,
    // https://no-color.org
    paint: painter(stdout.isTTY && (env.NO_COLOR ?? "") === ""),
    write: (text) => stdout.write(text),
    writeError: (text) => stderr.write(text),
    // Clears the line and writes it again.
    ...(stderr.isTTY ? { progress: (text: string) => stderr.write(`\r\u001b[K${text}`) } : {}),
    planStage,
  });
}

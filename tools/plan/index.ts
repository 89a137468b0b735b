import { join } from "node:path";
import { erasable } from "../terminal";
import { main } from "./main";
import { painter } from "./render/style";
import { planStage } from "./stage-plan";

/** The width where the output is no terminal, but a file or a pager, or a terminal that does not know its own. */
const DEFAULT_WIDTH = 80;

/** Narrower lines would be one word each. */
const NARROWEST = 40;

/** Runs `npm start`. */
export function run(args: readonly string[]): Promise<number> {
  const { stdout, stderr } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader such as `head` has seen enough.
    if (error.code !== "EPIPE") throw error;
  });
  return main(args, {
    root: join(__dirname, "..", ".."),
    width: Math.max(stdout.isTTY && stdout.columns > 0 ? stdout.columns : DEFAULT_WIDTH, NARROWEST),
    // Knows NO_COLOR (https://no-color.org) and TERM=dumb.
    paint: painter(stdout.isTTY && stdout.hasColors()),
    write: (text) => stdout.write(text),
    writeError: (text) => stderr.write(text),
    // Clears the line and writes it again.
    ...(erasable(stderr).isTTY ? { progress: (text: string) => stderr.write(`\r\u001b[K${text}`) } : {}),
    planStage,
  });
}

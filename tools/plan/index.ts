import { join } from "node:path";

// Stands before all that loads Pulumi.
import "../../offline/stub-arborist";
import { main } from "./main";
import { painter } from "./render/style";
import { planStage } from "./stage-plan";

/** A file or a pager has no width; most screens have at least this. */
const WIDTH_ELSEWHERE = 120;

const { stdout, stderr, env } = process;

stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads along, such as `head`, has seen enough.
  if (error.code !== "EPIPE") throw error;
});

void main(process.argv.slice(2), {
  root: join(__dirname, "..", ".."),
  width: stdout.isTTY ? stdout.columns : WIDTH_ELSEWHERE,
  // https://no-color.org
  paint: painter(stdout.isTTY && (env.NO_COLOR ?? "") === ""),
  write: (text) => stdout.write(text),
  writeError: (text) => stderr.write(text),
  // To the beginning of the line, and away with what stands there.
  ...(stderr.isTTY ? { progress: (text) => stderr.write(`\r\u001b[K${text}`) } : {}),
  planStage,
}).then((status) => {
  process.exitCode = status;
});

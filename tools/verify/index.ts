import { join } from "node:path";

// Stands before all that loads Pulumi.
import "../../offline/stub-arborist";
import { painter } from "../plan/render/style";
import { run } from "../run";
import { main } from "./main";

const { stdin, stdout, stderr, env } = process;

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interrupt.abort();
  });
}

run((args) =>
  main(args, {
    root: join(__dirname, "..", ".."),
    ...{ stdin, stdout, stderr },
    // https://no-color.org
    paint: painter(stdout.isTTY && (env.NO_COLOR ?? "") === ""),
    signal: interrupt.signal,
  }),
);

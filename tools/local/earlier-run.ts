import * as fs from "node:fs";
import * as path from "node:path";

import { end, findLeftovers, haveEnded, signalAll } from "./processes";
import type { StageFolder } from "./stage-folder";

/** The engine finishes the calls that it has begun. */
const ORDERLY_MS = 60_000;
const KILLED_MS = 2000;

/** Ends an engine whose command was killed, and the locks that a killed engine leaves in its state. */
export async function endEarlierEngine(places: StageFolder): Promise<void> {
  const { engines, plugins } = findLeftovers(places);
  signalAll(engines, "SIGINT");
  if (!(await haveEnded(engines, ORDERLY_MS))) await end(engines, KILLED_MS);
  await end(plugins, KILLED_MS);
  // Only one command at a time uses this state (StageLock).
  fs.rmSync(path.join(places.state, ".pulumi", "locks"), { recursive: true, force: true });
}

/**
 * Whether a deployment can continue with a stage's state: it can be read, and names no operation whose result is unknown.
 * Otherwise something may exist that nothing knows of.
 */
export function isStateUsable({ state }: StageFolder): boolean {
  const stacks = path.join(state, ".pulumi", "stacks");
  if (!fs.existsSync(stacks)) return true;
  try {
    const files = fs
      .readdirSync(stacks, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"));
    return files.every((name) => {
      const { checkpoint } = JSON.parse(fs.readFileSync(path.join(stacks, name), "utf8")) as {
        checkpoint?: { latest?: { pending_operations?: readonly unknown[] } };
      };
      return checkpoint !== undefined && (checkpoint.latest?.pending_operations ?? []).length === 0;
    });
  } catch {
    return false;
  }
}

import * as fs from "node:fs";
import * as path from "node:path";

import { removeControlGroup } from "./machines/sandbox";
import { end, findLeftovers } from "./processes";
import { stopEmulator } from "./stage-emulator";
import { sandboxName, stageFolder, type StageFolder } from "./stage-folder";
import { findHolder, removeIfEmpty } from "./stage-lock";

/** A deployment that is under way has this long to end by itself. */
const DEPLOYMENT_MS = 3000;

export interface DownOptions {
  readonly root: string;
  readonly stage: string;
  readonly say: (line: string) => void;
}

/**
 * Ends all of a local stage and removes its files. Nothing is destroyed resource by resource: they exist in the emulator only.
 * It reads no settings and no state, and writes nothing.
 */
export async function down({ root, stage, say }: DownOptions): Promise<void> {
  const places = stageFolder(root, stage);
  const wasThere = fs.existsSync(places.folder);
  const holder = findHolder(places.folder);
  if (holder !== undefined) {
    say(`Stopping the deployment of ${stage} by ${holder.user} (process ${holder.pid}) …`);
    await end([holder.pid], DEPLOYMENT_MS);
  }
  const { engines, plugins } = findLeftovers(places);
  await end([...engines, ...plugins], 0);
  const wasRunning = await stopEmulator(places);
  removeControlGroup(sandboxName(places));
  removeFiles(places);
  if (wasRunning) say(`${stage} is stopped, and its files are removed`);
  else if (wasThere) say(`The emulator of ${stage} had already stopped; its files are removed`);
  else say(`${stage} is not running on this computer`);
}

/** Removes a stage's folder, and those above it that are empty then. */
export function removeFiles({ folder }: StageFolder): void {
  // A process that is just ending may still write.
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  removeIfEmpty(path.dirname(folder));
}

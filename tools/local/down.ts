import * as fs from "node:fs";

import { UserError } from "../../lib/user-error";
import type { Say } from "../say";
import { childEnvironment } from "./child-environment";
import { findPulumi, progressFlags, runPulumi, type PulumiOptions } from "./pulumi";
import { findEmulator, stopEmulator } from "./stage-emulator";
import { regionOf } from "./stage-file";
import { stageFolder } from "./stage-folder";
import type { UpOptions } from "./up";

/**
 * Destroys a stage in its emulator, after turning deletion protection off, and stops the emulator.
 * @throws UserError when the stage cannot be destroyed; the emulator keeps running then.
 */
export async function down({ root, stage, say, signal }: Omit<UpOptions, "port">): Promise<void> {
  const places = stageFolder(root, stage);
  if (!fs.existsSync(places.folder)) {
    say(`There is no emulator of ${stage}`);
    return;
  }
  const emulator = await findEmulator(places.folder);
  if (emulator === undefined) {
    fs.rmSync(places.folder, { recursive: true, force: true });
    say(`The emulator of ${stage} had already ended, with everything in it: removed its files`);
    return;
  }
  if (fs.existsSync(places.state)) {
    findPulumi();
    const region = regionOf(places.project, stage);
    const environment = childEnvironment({ endpoint: emulator.endpoint, region, stateFolder: places.state });
    await destroy(stage, { cwd: places.project, environment, live: true }, say, signal);
  }
  await stopEmulator(places.folder, emulator);
  fs.rmSync(places.folder, { recursive: true, force: true });
  say(`Stopped the emulator of ${stage}`);
}

async function destroy(stage: string, pulumi: PulumiOptions, say: Say, signal: AbortSignal): Promise<void> {
  const run = async (what: string, ...args: string[]) => {
    const { status } = await runPulumi([...args, "--stack", stage], pulumi);
    if (signal.aborted) throw new UserError("Interrupted; the emulator keeps running");
    if (status !== 0) throw new UserError(`${what} failed, see above; the emulator of ${stage} keeps running`);
  };
  if (await isProtected(stage, pulumi)) {
    say(`${stage} has deletion protection: turning it off in the emulator first (protect: false, pulumi up)`);
    await run("Turning deletion protection off", "config", "set", "protect", "false");
    await run("Turning deletion protection off", "up", "--yes", ...progressFlags());
  }
  await run("pulumi destroy", "destroy", "--yes", ...progressFlags());
}

async function isProtected(stage: string, pulumi: PulumiOptions): Promise<boolean> {
  const { stdout } = await runPulumi(["stack", "export", "--stack", stage], { ...pulumi, live: false });
  const state = JSON.parse(stdout || "{}") as { deployment?: { resources?: { protect?: boolean }[] } };
  return (state.deployment?.resources ?? []).some(({ protect }) => protect === true);
}

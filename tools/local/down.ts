import * as fs from "node:fs";

import { UserError } from "../../lib/user-error";
import { childEnvironment } from "./child-environment";
import type { Say } from "../say";
import { findPulumi, progressFlags, runPulumi, type PulumiOptions } from "./pulumi";
import { findEmulator, stopEmulator } from "./stage-emulator";
import { regionOf } from "./stage-file";
import { stageFolder, type StageFolder } from "./stage-folder";

/** What taking a stage down needs. */
export interface DownOptions {
  readonly root: string;
  readonly stage: string;
  readonly say: Say;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Destroys what is deployed of a stage in its emulator, unlocking it first where it is protected, and ends the emulator.
 * @throws UserError when the destruction fails; the emulator runs on then.
 */
export async function down({ root, stage, say, signal }: DownOptions): Promise<void> {
  const places = stageFolder(root, stage);
  if (!fs.existsSync(places.folder)) {
    say(`Nothing of ${stage} is here`);
    return;
  }
  const emulator = await findEmulator(places.folder);
  if (emulator === undefined) {
    fs.rmSync(places.folder, { recursive: true, force: true });
    say(`The emulator of ${stage} had ended, and all that was in it with it: cleaned up what was left`);
    return;
  }
  if (fs.existsSync(places.state)) {
    findPulumi();
    const region = regionIn(places, stage);
    const environment = childEnvironment({ endpoint: emulator.endpoint, region, stateFolder: places.state });
    await destroy(stage, { cwd: places.project, environment, live: true }, say, signal);
  }
  await stopEmulator(places.folder, emulator);
  fs.rmSync(places.folder, { recursive: true, force: true });
  say(`The emulator of ${stage} has ended`);
}

async function destroy(stage: string, pulumi: PulumiOptions, say: Say, signal: AbortSignal): Promise<void> {
  const run = async (what: string, ...args: string[]) => {
    const { status } = await runPulumi([...args, "--stack", stage], pulumi);
    if (signal.aborted) throw new UserError("Interrupted; the emulator runs on");
    if (status !== 0) throw new UserError(`${what} failed as said above; the emulator of ${stage} runs on`);
  };
  if (await isProtected(stage, pulumi)) {
    say(`${stage} is protected: unlocking it in the emulator first (protect: false, pulumi up)`);
    await run("Unlocking", "config", "set", "protect", "false");
    await run("Unlocking", "up", "--yes", ...progressFlags());
  }
  await run("The destruction", "destroy", "--yes", ...progressFlags());
}

async function isProtected(stage: string, pulumi: PulumiOptions): Promise<boolean> {
  const { stdout } = await runPulumi(["stack", "export", "--stack", stage], { ...pulumi, live: false });
  const state = JSON.parse(stdout || "{}") as { deployment?: { resources?: { protect?: boolean }[] } };
  return (state.deployment?.resources ?? []).some(({ protect }) => protect === true);
}

function regionIn(places: StageFolder, stage: string): string {
  return regionOf(places.project, stage) ?? "ap-northeast-1";
}

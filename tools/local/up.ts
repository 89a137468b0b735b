import * as fs from "node:fs";

import { UserError } from "../../lib/user-error";
import { childEnvironment } from "./child-environment";
import { lookAround } from "./look-around";
import { installMoto } from "./moto-install";
import type { Say } from "../say";
import { copyProject } from "./project-copy";
import { findPulumi, progressFlags, runPulumi, type PulumiOptions } from "./pulumi";
import { findEmulator, startInBackground, stopEmulator, type StageEmulator } from "./stage-emulator";
import { regionOf } from "./stage-file";
import { stageFolder, type StageFolder } from "./stage-folder";

/** What bringing a stage up needs. */
export interface UpOptions {
  readonly root: string;
  readonly stage: string;
  readonly port?: number;
  readonly say: Say;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Deploys a stage's file to its emulator, which is started when it is not there yet and stays.
 * @throws UserError when that fails; an emulator that was started for it is stopped again.
 */
export async function up(options: UpOptions): Promise<void> {
  const { root, stage, say } = options;
  findPulumi();
  const places = stageFolder(root, stage);
  const region = regionOf(root, stage) ?? "ap-northeast-1";

  const found = await findEmulator(places.folder);
  if (found !== undefined) checkPort(found, options);
  const { dropped } = copyProject(root, places.project);
  for (const key of dropped) say(`Left out for the emulator: ${key}`);
  const emulator = found ?? (await start(options, places, region));
  say(`${found ? "Found" : "Started"} the emulator at ${emulator.endpoint}`);

  const environment = childEnvironment({ endpoint: emulator.endpoint, region, stateFolder: places.state });
  const pulumi: PulumiOptions = { cwd: places.project, environment };
  try {
    await deploy(stage, pulumi, options.signal);
  } catch (error) {
    if (found !== undefined && (await findEmulator(places.folder)) === undefined) {
      throw new UserError(
        `The emulator of ${stage} has ended in the middle of it: run the command again for a new one`,
      );
    }
    if (found === undefined) await giveUp(places, emulator);
    const rest = found
      ? "the emulator runs on with what is deployed by now"
      : `the emulator that was started for it is stopped; its record is ${emulator.recordFile}`;
    throw new UserError(`${error instanceof Error ? error.message : String(error)}; ${rest}`);
  }
  say(await lookAround(stage, emulator, region, pulumi));
}

async function start(options: UpOptions, places: StageFolder, region: string): Promise<StageEmulator> {
  if (fs.existsSync(places.state)) {
    options.say(`The last emulator of ${options.stage} has ended, and all that was in it is gone: starting anew`);
    fs.rmSync(places.state, { recursive: true, force: true });
  }
  await installMoto(options.root, options.say);
  stopIfAborted(options.signal);
  const { root, port } = options;
  const asked = { root, folder: places.folder, region, ...(port !== undefined && { port }) };
  return startInBackground(asked, options.signal);
}

async function deploy(stage: string, pulumi: PulumiOptions, signal: AbortSignal): Promise<void> {
  stopIfAborted(signal);
  fs.mkdirSync(new URL(pulumi.environment.PULUMI_BACKEND_URL ?? ""), { recursive: true });
  const selected = await runPulumi(["stack", "select", "--create", stage, "--non-interactive"], pulumi);
  if (selected.status !== 0) throw new UserError(`Pulumi cannot make the stack: ${lastLine(selected.stderr)}`);
  stopIfAborted(signal);
  const deployed = await runPulumi(["up", "--yes", "--stack", stage, ...progressFlags()], { ...pulumi, live: true });
  stopIfAborted(signal);
  if (deployed.status !== 0) {
    throw new UserError(`The deployment of ${stage} failed as said above: correct it and run the command again`);
  }
}

function checkPort(found: StageEmulator, { stage, port }: UpOptions): void {
  if (port === undefined || port === found.port) return;
  throw new UserError(
    `The emulator of ${stage} runs at port ${found.port}: leave out --port, or end it first with npm run local -- ${stage} --down`,
  );
}

/** The state says what was in the emulator: it goes with it. Logs and record stay, to look into. */
async function giveUp(places: StageFolder, emulator: StageEmulator): Promise<void> {
  await stopEmulator(places.folder, emulator);
  fs.rmSync(places.state, { recursive: true, force: true });
  fs.rmSync(places.project, { recursive: true, force: true });
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new UserError("Interrupted");
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

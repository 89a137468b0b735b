import * as fs from "node:fs";

import { messageOf, UserError } from "../../lib/user-error";
import type { Say } from "../say";
import { childEnvironment } from "./child-environment";
import { installMoto } from "./moto";
import { copyProject } from "./project-copy";
import { findPulumi, progressFlags, runPulumi, type PulumiOptions } from "./pulumi";
import { findEmulator, startInBackground, stopEmulator, type StageEmulator } from "./stage-emulator";
import { regionOf } from "./stage-file";
import { stageFolder, type StageFolder } from "./stage-folder";
import { stageSummary } from "./stage-summary";

export interface UpOptions {
  readonly root: string;
  readonly stage: string;
  readonly port?: number;
  readonly say: Say;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Deploys a stage to its emulator, which is started unless it runs already, and keeps running.
 * @throws UserError when that fails; an emulator that was started for it is stopped again.
 */
export async function up(options: UpOptions): Promise<void> {
  const { root, stage, say } = options;
  findPulumi();
  const places = stageFolder(root, stage);
  const region = regionOf(root, stage);

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
        `The emulator of ${stage} ended during the deployment: run the command again to start a new one`,
      );
    }
    if (found === undefined) await discard(places, emulator);
    const rest = found
      ? "the emulator keeps running with everything that was deployed"
      : `the emulator started for it was stopped; its request log is ${emulator.requestLogFile}`;
    throw new UserError(`${messageOf(error)}; ${rest}`);
  }
  const { stdout: outputs } = await runPulumi(["stack", "output", "--json", "--stack", stage], pulumi);
  say(stageSummary({ stage, region, emulator, project: places.project, outputs }));
}

async function start(options: UpOptions, places: StageFolder, region: string): Promise<StageEmulator> {
  if (fs.existsSync(places.state)) {
    options.say(`The previous emulator of ${options.stage} has ended with everything in it: starting a new one`);
    fs.rmSync(places.state, { recursive: true, force: true });
  }
  await installMoto(options.root, options.say);
  stopIfAborted(options.signal);
  const { root, port } = options;
  const daemon = { root, folder: places.folder, region, ...(port !== undefined && { port }) };
  return startInBackground(daemon, options.signal);
}

async function deploy(stage: string, pulumi: PulumiOptions, signal: AbortSignal): Promise<void> {
  stopIfAborted(signal);
  fs.mkdirSync(new URL(pulumi.environment.PULUMI_BACKEND_URL ?? ""), { recursive: true });
  const selected = await runPulumi(["stack", "select", "--create", stage, "--non-interactive"], pulumi);
  if (selected.status !== 0) throw new UserError(`Pulumi cannot create the stack: ${lastLine(selected.stderr)}`);
  stopIfAborted(signal);
  const deployed = await runPulumi(["up", "--yes", "--stack", stage, ...progressFlags()], { ...pulumi, live: true });
  stopIfAborted(signal);
  if (deployed.status !== 0) {
    throw new UserError(`The deployment of ${stage} failed, see above: fix the error and run the command again`);
  }
}

function checkPort(found: StageEmulator, { stage, port }: UpOptions): void {
  if (port === undefined || port === found.port) return;
  throw new UserError(
    `The emulator of ${stage} runs on port ${found.port}: omit --port, or stop it first with npm run local -- ${stage} --down`,
  );
}

/** The state describes what was in the emulator, so it is deleted too. Logs stay for troubleshooting. */
async function discard(places: StageFolder, emulator: StageEmulator): Promise<void> {
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

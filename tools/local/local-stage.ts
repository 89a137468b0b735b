import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../../lib/user-error";
import { childEnvironment } from "./child-environment";
import { runPulumi } from "./pulumi";
import { findEmulator, readStatus, type StageEmulator } from "./stage-emulator";
import { regionOf } from "./stage-file";
import { stageFolder, type StageFolder } from "./stage-folder";
import type { LocalStatus } from "./status";

/** A stage that runs on this computer. */
export interface LocalStage {
  readonly stage: string;
  readonly places: StageFolder;
  readonly emulator: StageEmulator;
  readonly status: LocalStatus;
  /** In which commands reach only the emulator. */
  readonly environment: NodeJS.ProcessEnv;
}

/** A stage that runs on this computer; undefined: it does not. */
export async function findLocalStage(root: string, stage: string): Promise<LocalStage | undefined> {
  const places = stageFolder(root, stage);
  const emulator = await findEmulator(places.folder);
  if (emulator === undefined || !fs.existsSync(places.project)) return undefined;
  const region = regionOf(places.project, stage);
  const environment = childEnvironment({ endpoint: emulator.endpoint, region, stateFolder: places.state });
  return { stage, places, emulator, status: await readStatus(emulator), environment };
}

/** @throws UserError when the stage is not running on this computer */
export async function localStage(root: string, stage: string): Promise<LocalStage> {
  const found = await findLocalStage(root, stage);
  if (found !== undefined) return found;
  throw new UserError(`${stage} is not running on this computer. To start it: npm run local -- ${stage}`);
}

/** A file with the private key that the stage made for logins; undefined: it made none. */
export async function privateKeyFile({ stage, places, environment }: LocalStage): Promise<string | undefined> {
  const args = ["stack", "output", "sshPrivateKey", "--show-secrets", "--stack", stage, "--non-interactive"];
  const { status, stdout } = await runPulumi(args, { cwd: places.project, environment });
  if (status !== 0 || !stdout.includes("PRIVATE KEY")) return undefined;
  fs.mkdirSync(places.login, { recursive: true, mode: 0o700 });
  const file = path.join(places.login, "private-key");
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${stdout.trim()}\n`, { mode: 0o600 });
  return file;
}

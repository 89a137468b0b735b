import { fork } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../../lib/user-error";
import { isAlive } from "../python/environment";
import { end, findLeftovers } from "./processes";
import type { StageFolder } from "./stage-folder";
import { identityPath, statusPath, type LocalStatus, type StartedBy } from "./status";

const STATUS_MS = 10_000;
const STOP_MS = 5000;

/** A stage's emulator in the background. */
export interface StageEmulator {
  readonly pid: number;
  readonly endpoint: string;
  readonly port: number;
  readonly requestLogFile: string;
}

/** The argument of the background process. */
export interface DaemonOptions {
  readonly root: string;
  /** The stage's folder below `.local/local`. */
  readonly folder: string;
  readonly stage: string;
  /** The command that starts it. */
  readonly by: StartedBy;
  readonly region: string;
  readonly port?: number;
  /** Why instances cannot run here; absent: they run. */
  readonly unsupportedReason?: string;
}

/** The background process's message when it is ready, or has failed. */
export type DaemonMessage = { readonly ready: StageEmulator } | { readonly failed: string };

/** The stage's emulator if it runs. */
export async function findEmulator(folder: string): Promise<StageEmulator | undefined> {
  let emulator: StageEmulator;
  try {
    emulator = JSON.parse(fs.readFileSync(emulatorFile(folder), "utf8")) as StageEmulator;
  } catch {
    return undefined;
  }
  if (!isAlive(emulator.pid)) return undefined;
  try {
    // Another process may have its PID by now, and another server its port.
    const response = await fetch(emulator.endpoint + identityPath, { signal: AbortSignal.timeout(5000) });
    const { pid } = (await response.json()) as { pid?: number };
    return pid === emulator.pid ? emulator : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts a stage's emulator in the background, where it keeps running after this command.
 * @param signal cancels the start
 * @throws UserError when it does not start
 */
export async function startInBackground(options: DaemonOptions, signal: AbortSignal): Promise<StageEmulator> {
  fs.mkdirSync(options.folder, { recursive: true });
  const logFile = path.join(options.folder, "emulator.log");
  const log = fs.openSync(logFile, "w", 0o600);
  const child = fork(path.join(__dirname, "daemon.ts"), [JSON.stringify(options)], {
    cwd: options.root,
    detached: true,
    execArgv: ["-r", require.resolve("ts-node/register/transpile-only")],
    stdio: ["ignore", log, log, "ipc"],
  });
  fs.closeSync(log);
  const interrupt = () => child.kill("SIGTERM");
  signal.addEventListener("abort", interrupt);
  try {
    const message = await new Promise<DaemonMessage>((resolve) => {
      child.once("message", (received) => {
        resolve(received as DaemonMessage);
      });
      child.once("error", (error) => {
        resolve({ failed: error.message });
      });
      child.once("exit", () => {
        resolve({ failed: `The emulator does not start; its log is ${logFile}` });
      });
    });
    if ("failed" in message) throw new UserError(signal.aborted ? "Interrupted" : message.failed);
    child.disconnect();
    child.unref();
    return message.ready;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

/** Writes the file by which commands find the emulator. */
export function announce(folder: string, emulator: StageEmulator): void {
  fs.writeFileSync(emulatorFile(folder), JSON.stringify(emulator));
}

/** What a running emulator says about its stage. */
export async function readStatus({ endpoint }: Pick<StageEmulator, "endpoint">): Promise<LocalStatus> {
  const response = await fetch(endpoint + statusPath, { signal: AbortSignal.timeout(STATUS_MS) });
  return (await response.json()) as LocalStatus;
}

/** Stops a stage's emulator, also one that its file does not name, and waits until it has ended with all that it runs. */
export async function stopEmulator(places: StageFolder): Promise<boolean> {
  const found = await findEmulator(places.folder);
  const pids = new Set([...findLeftovers(places).emulators, ...(found === undefined ? [] : [found.pid])]);
  // Its child processes notice when it is killed, and end too.
  await end([...pids], STOP_MS);
  fs.rmSync(emulatorFile(places.folder), { force: true });
  return pids.size > 0;
}

function emulatorFile(folder: string): string {
  return path.join(folder, "emulator.json");
}

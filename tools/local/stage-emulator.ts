import { fork } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError, messageOf } from "../../lib/user-error";
import { whoPath } from "./front";
import { isAlive } from "../python/environment";

/** A stage's emulator that runs on in the background. */
export interface StageEmulator {
  readonly pid: number;
  readonly endpoint: string;
  readonly port: number;
  readonly recordFile: string;
}

/** What the background process is started with. */
export interface DaemonOptions {
  readonly root: string;
  /** The stage's folder below `.local`. */
  readonly folder: string;
  readonly region: string;
  readonly port?: number;
}

/** What the background process says when it is ready, or why it will not be. */
export type DaemonMessage = { readonly ready: StageEmulator } | { readonly failed: string };

/** The stage's emulator when it is alive. */
export async function findEmulator(folder: string): Promise<StageEmulator | undefined> {
  const noted = readNote(folder);
  if (noted === undefined || !isAlive(noted.pid)) return undefined;
  try {
    // Its number may be another process's by now, and its port another server's.
    const response = await fetch(noted.endpoint + whoPath, { signal: AbortSignal.timeout(5000) });
    const { pid } = (await response.json()) as { pid?: number };
    return pid === noted.pid ? noted : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts a stage's emulator in the background, where it stays when this command is over.
 * @param signal - Ends the start, and what is started by then.
 * @throws UserError when it does not start.
 */
export async function startInBackground(options: DaemonOptions, signal: AbortSignal): Promise<StageEmulator> {
  fs.mkdirSync(options.folder, { recursive: true });
  const log = fs.openSync(path.join(options.folder, "emulator.log"), "w", 0o600);
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
      child.once("message", (said) => {
        resolve(said as DaemonMessage);
      });
      child.once("error", (error) => {
        resolve({ failed: error.message });
      });
      child.once("exit", () => {
        resolve({ failed: `The emulator does not start; its log is ${path.join(options.folder, "emulator.log")}` });
      });
    });
    if ("failed" in message) throw new UserError(signal.aborted ? "Interrupted" : message.failed);
    fs.writeFileSync(noteFile(options.folder), JSON.stringify(message.ready));
    child.disconnect();
    child.unref();
    return message.ready;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

/** Ends a stage's emulator and waits until it is gone. */
export async function stopEmulator(folder: string, { pid }: StageEmulator): Promise<void> {
  send(pid, "SIGTERM");
  for (let waited = 0; isAlive(pid) && waited < 5000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Its emulator notices and ends too.
  send(pid, "SIGKILL");
  fs.rmSync(noteFile(folder), { force: true });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw new UserError(messageOf(error));
  }
}

function readNote(folder: string): StageEmulator | undefined {
  try {
    return JSON.parse(fs.readFileSync(noteFile(folder), "utf8")) as StageEmulator;
  } catch {
    return undefined;
  }
}

function noteFile(folder: string): string {
  return path.join(folder, "emulator.json");
}

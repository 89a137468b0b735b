import { fork } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { messageOf, UserError } from "../../lib/user-error";
import { isAlive } from "../python/environment";
import { identityPath } from "./status";

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
  /** The stage's folder below `.local`. */
  readonly folder: string;
  readonly region: string;
  readonly port?: number;
}

/** The background process's message when it is ready, or has failed. */
export type DaemonMessage = { readonly ready: StageEmulator } | { readonly failed: string };

/** The stage's emulator if it runs. */
export async function findEmulator(folder: string): Promise<StageEmulator | undefined> {
  let emulator: StageEmulator;
  try {
    emulator = JSON.parse(fs.readFileSync(pidFile(folder), "utf8")) as StageEmulator;
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
    fs.writeFileSync(pidFile(options.folder), JSON.stringify(message.ready));
    child.disconnect();
    child.unref();
    return message.ready;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

/** Stops a stage's emulator and waits until it has ended. */
export async function stopEmulator(folder: string, { pid }: StageEmulator): Promise<void> {
  send(pid, "SIGTERM");
  for (let waited = 0; isAlive(pid) && waited < 5000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Its child process notices and ends too.
  send(pid, "SIGKILL");
  fs.rmSync(pidFile(folder), { force: true });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw new UserError(messageOf(error));
  }
}

function pidFile(folder: string): string {
  return path.join(folder, "emulator.json");
}

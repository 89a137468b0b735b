import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../../lib/user-error";
import { installPython, type PythonEnvironment } from "../python/environment";
import type { Say } from "../say";

const MOTO: PythonEnvironment = {
  folder: "venv",
  requirements: ["moto[server]==5.2.*"],
  what: "the emulator (moto)",
  takes: "a minute",
};

/**
 * Installs the emulator below the project's root, once.
 * @returns the path of its Python
 */
export function installMoto(root: string, say: Say): Promise<string> {
  return installPython(root, MOTO, say);
}

/** A running emulator. */
export interface Moto {
  /** Its port on the loopback address. */
  readonly port: number;
  readonly pid: number;
  /** Ends it. May be called twice. */
  stop(): Promise<void>;
}

export interface MotoOptions {
  /** The result of `installMoto`. */
  readonly python: string;
  /** Receives the emulator's own messages; overwritten. */
  readonly logFile: string;
  /** @default 60000 */
  readonly timeoutMs?: number;
}

/** AWS managed policies exist; unknown key pairs, images and instance types are rejected. */
const settings = {
  MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
  MOTO_ENABLE_KEYPAIR_VALIDATION: "1",
  MOTO_ENABLE_AMI_VALIDATION: "1",
  MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION: "1",
};

/**
 * Starts the emulator on a free port of the loopback address.
 * @throws UserError when it ends at once, or does not respond in time.
 */
export async function startMoto({ python, logFile, timeoutMs = 60_000 }: MotoOptions): Promise<Moto> {
  const log = fs.openSync(logFile, "w", 0o600);
  // The shell's settings for AWS and the emulator would make it behave differently.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:MOTO|AWS)_/i.test(name));
  const child = spawn(python, ["-u", path.join(__dirname, "moto_server.py"), "-H", "127.0.0.1", "-p", "0"], {
    // Its own process group: Ctrl-C ends the command, which then stops the emulator.
    detached: true,
    stdio: ["pipe", log, log],
    env: { ...Object.fromEntries(inherited), ...settings },
  });
  fs.closeSync(log);
  try {
    const port = await portOf(child, logFile, Date.now() + timeoutMs);
    return { port, pid: child.pid ?? 0, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function portOf(child: ChildProcess, logFile: string, deadline: number): Promise<number> {
  let failure: string | undefined;
  child.on("error", (error) => (failure = error.message));
  child.on("exit", () => (failure ??= "it ended at once"));
  for (;;) {
    const port = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(fs.readFileSync(logFile, "utf8"))?.[1];
    if (port !== undefined) return Number(port);
    if (failure !== undefined) throw new UserError(`The emulator did not start (${failure}); its log is ${logFile}`);
    if (Date.now() > deadline) throw new UserError(`The emulator did not respond in time; its log is ${logFile}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once("exit", () => {
      resolve();
    });
    child.kill("SIGKILL");
  });
}

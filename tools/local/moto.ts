import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";

import { UserError } from "../../lib/user-error";

/** A running emulator. */
export interface Moto {
  /** Its port on the loopback address. */
  readonly port: number;
  readonly pid: number;
  /** Ends it. Fine to call twice. */
  stop(): Promise<void>;
}

/** What starting the emulator needs. */
export interface MotoOptions {
  /** The Python that `installMoto` hands back. */
  readonly python: string;
  /** Gets the emulator's own messages; written anew. */
  readonly logFile: string;
  /** Milliseconds until it must answer. @default 60000 */
  readonly patience?: number;
}

/** AWS-managed policies are known, and made-up key pairs, images and instance types refused. */
const settings = {
  MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
  MOTO_ENABLE_KEYPAIR_VALIDATION: "1",
  MOTO_ENABLE_AMI_VALIDATION: "1",
  MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION: "1",
};

/** Runs the server, and ends it when the process that started it is gone, however that ended. */
const program = [
  "import os, sys, threading",
  "threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()",
  "from moto.server import main",
  "main(sys.argv[1:])",
].join("\n");

/**
 * Starts the emulator on a free port of the loopback address.
 * @throws UserError when it ends at once, or does not answer in time.
 */
export async function startMoto({ python, logFile, patience = 60_000 }: MotoOptions): Promise<Moto> {
  const log = fs.openSync(logFile, "w", 0o600);
  const child = spawn(python, ["-u", "-c", program, "-H", "127.0.0.1", "-p", "0"], {
    // Its own group: Ctrl-C at the terminal ends the command, which then ends the emulator in good order.
    detached: true,
    stdio: ["pipe", log, log],
    env: { ...withoutOwnSettings(), ...settings },
  });
  fs.closeSync(log);
  try {
    const port = await portOf(child, logFile, Date.now() + patience);
    return { port, pid: child.pid ?? 0, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** The shell's settings for the emulator, or for AWS, would make it behave otherwise than elsewhere. */
function withoutOwnSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:MOTO|AWS)_/i.test(name)));
}

async function portOf(child: ChildProcess, logFile: string, deadline: number): Promise<number> {
  let failure: string | undefined;
  child.on("error", (error) => (failure = error.message));
  child.on("exit", () => (failure ??= "it ended at once"));
  for (;;) {
    const port = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(fs.readFileSync(logFile, "utf8"))?.[1];
    if (port !== undefined) return Number(port);
    if (failure !== undefined) throw new UserError(`The emulator does not start (${failure}); its log is ${logFile}`);
    if (Date.now() > deadline) throw new UserError(`The emulator does not answer in time; its log is ${logFile}`);
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
    // It holds nothing that would need a farewell.
    child.kill("SIGKILL");
  });
}

import { spawn } from "node:child_process";
import { constants } from "node:os";

import { ToolError } from "../../tool-error";

/** A program that this command hands over to. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** Said when there is no such program. */
  readonly missing: string;
}

/** SSH with the configuration of a login. */
export function ssh(configFile: string, args: readonly string[]): Program {
  return {
    file: "ssh",
    args: ["-F", configFile, ...args],
    missing: "There is no ssh on the PATH: install OpenSSH's client",
  };
}

/** A program that runs at this terminal. */
export interface Started {
  readonly isRunning: () => boolean;
  /** Its exit status, when it has ended; a signal counts as a shell counts it. */
  readonly ended: Promise<number>;
}

/**
 * Starts a program at this terminal, and leaves this command's signals to it.
 *
 * @param interrupts who hands Ctrl-C on: the terminal, which does by itself, or this command too, for who sends it the
 * signal alone
 * @throws ToolError, by `ended`, when there is no such program
 */
export function start({ file, args, missing }: Program, interrupts: "terminal" | "passed on" = "terminal"): Started {
  const child = spawn(file, args, { stdio: "inherit" });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const ignore = () => undefined;
  const handlers = {
    SIGINT: interrupts === "terminal" ? ignore : pass,
    SIGTERM: pass,
    SIGHUP: pass,
  } as const;
  const each = (set: (signal: NodeJS.Signals, handler: (signal: NodeJS.Signals) => void) => void) => {
    for (const [signal, handler] of Object.entries(handlers)) set(signal as NodeJS.Signals, handler);
  };
  each((signal, handler) => process.on(signal, handler));
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? new ToolError(missing) : error);
    });
    child.on("close", (status, signal) => {
      resolve(status ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]));
    });
  }).finally(() => {
    each((signal, handler) => process.off(signal, handler));
  });
  return { isRunning: () => child.exitCode === null && child.signalCode === null, ended };
}

/** What a shell adds to the number of the signal that ended a program. */
const SIGNALLED = 128;

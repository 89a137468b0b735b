import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { constants } from "node:os";

import { UserError } from "../../lib/user-error";
import type { OperatedStage } from "../stage/stage";

/** A program that this command hands over to. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** Said when there is no such program. */
  readonly missing: string;
}

/** What SSH exits with when it does not get there. */
export const SSH_FAILED = 255;

/** What to look at when SSH has not got there, which it says in words of its own. */
export function whyNotThere({ stageName: { stage } }: OperatedStage): string {
  return (
    `If it was refused for its key: pulumi stack output sshPrivateKey --show-secrets --stack ${stage} >${stage}.key, ` +
    `chmod 600 ${stage}.key, and name it with -i ${stage}.key. If nothing answered: is your address in adminCidrs?`
  );
}

/** SSH with the configuration of a login. */
export function ssh(configFile: string, args: readonly string[]): Program {
  return {
    file: "ssh",
    args: ["-F", configFile, ...args],
    missing: "There is no ssh on the PATH: install OpenSSH's client",
  };
}

/** What a shell adds to the number of the signal that ended a program. */
const SIGNALLED = 128;

/** A program that runs. */
export interface Launched {
  readonly child: ChildProcess;
  /** Its exit status, when it has ended; a signal counts as a shell counts it. Throws UserError when there is no such program. */
  readonly ended: Promise<number>;
}

/** Starts a program. */
export function launch({ file, args, missing }: Program, stdio: StdioOptions): Launched {
  const child = spawn(file, args, { stdio });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? new UserError(missing) : error);
    });
    child.on("close", (status, signal) => {
      resolve(status ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  return { child, ended };
}

/**
 * Starts a program at this terminal, and leaves this command's signals to it.
 *
 * @param interrupts who hands Ctrl-C on: the terminal, which does by itself, or this command too, for who sends it the
 * signal alone
 */
export function start(program: Program, interrupts: "terminal" | "passed on" = "terminal"): Launched {
  const { child, ended } = launch(program, "inherit");
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const ignore = () => undefined;
  const handlers = new Map<NodeJS.Signals, NodeJS.SignalsListener>([
    ["SIGINT", interrupts === "terminal" ? ignore : pass],
    ["SIGTERM", pass],
    ["SIGHUP", pass],
  ]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const over = ended.finally(() => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
  return { child, ended: over };
}

/** Whether a process has not ended yet. */
export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

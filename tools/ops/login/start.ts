import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
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

/**
 * Starts a program at this terminal.
 * @returns the process, and its exit status when it has ended; a signal counts as a shell counts it
 * @throws ToolError when there is no such program
 */
export function start(
  { file, args, missing }: Program,
  stdio: StdioOptions = "inherit",
): { readonly child: ChildProcess; readonly ended: Promise<number> } {
  const child = spawn(file, args, { stdio });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? new ToolError(missing) : error);
    });
    child.on("close", (status, signal) => {
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  return { child, ended };
}

/** Runs with Ctrl-C left to the program at the same terminal, which ends in its own way. */
export async function withoutInterrupts<T>(act: () => Promise<T>): Promise<T> {
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  try {
    return await act();
  } finally {
    process.off("SIGINT", ignore);
  }
}

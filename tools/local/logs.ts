import * as path from "node:path";
import { Readable } from "node:stream";

import { oneOf } from "../../lib/suggestion";
import { UserError } from "../../lib/user-error";
import { follow } from "./log-stream";
import { findEmulator } from "./stage-emulator";
import { stageFolder } from "./stage-folder";
import { logsPath } from "./status";
import { ownLogs } from "./status-pages";

export interface LogsOptions {
  readonly root: string;
  readonly stage: string;
  /** A role, an instance ID, `engine`, `api` and others. */
  readonly what: string;
  readonly follow: boolean;
  readonly stdout: { readonly write: (text: string) => unknown };
  /** Ctrl-C ends following. */
  readonly signal: AbortSignal;
}

/**
 * Prints a log of a local stage. Returns the exit status.
 * @throws UserError when there is no such log
 */
export async function showLogs({ root, stage, what, stdout, signal, ...options }: LogsOptions): Promise<number> {
  const { folder } = stageFolder(root, stage);
  const emulator = await findEmulator(folder);
  if (emulator === undefined) return showOwn(folder, stage, what, stdout);
  const query = options.follow ? "?follow" : "";
  try {
    const response = await fetch(`${emulator.endpoint}${logsPath}${encodeURIComponent(what)}${query}`, { signal });
    if (!response.ok) throw new UserError(unknownLog(what, ((await response.json()) as { names: string[] }).names), 2);
    if (response.body === null) return 0;
    for await (const part of Readable.fromWeb(response.body)) {
      stdout.write(String(part));
    }
  } catch (error) {
    if (error instanceof UserError || (!signal.aborted && !isCutOff(error))) throw error;
  }
  return 0;
}

/** What a failed deployment leaves, when nothing runs any more. */
async function showOwn(folder: string, stage: string, what: string, stdout: LogsOptions["stdout"]): Promise<number> {
  const logs = ownLogs(folder);
  const log = Object.hasOwn(logs, what) ? logs[what] : undefined;
  if (log === undefined) {
    throw new UserError(
      `There is no log ${JSON.stringify(what)}: ${stage} is not running on this computer, so at most ` +
        `${oneOf(Object.keys(logs))} is left`,
    );
  }
  let isEmpty = true;
  for await (const text of follow(log)) {
    isEmpty = false;
    stdout.write(text);
  }
  if (isEmpty) throw new UserError(`${stage} has no ${path.basename(log.file)}: it is not running on this computer`);
  return 0;
}

function unknownLog(what: string, names: readonly string[]): string {
  return `There is no log ${JSON.stringify(what)} at the moment, only ${oneOf(names)}`;
}

/** The emulator has ended. */
function isCutOff(error: unknown): boolean {
  return error instanceof TypeError && /terminated|fetch failed/.test(error.message);
}

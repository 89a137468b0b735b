import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { UserError } from "../../lib/user-error";
import { isAlive } from "../python/environment";
import { stateUrl, type StageFolder } from "./stage-folder";

const INTERVAL_MS = 50;

/** When a process started, as text that no other process with its PID has; undefined: there is no such process. */
export function processStart(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  try {
    if (fs.existsSync("/proc/self/stat")) {
      // The name in parentheses may hold spaces; the 20th field after it counts from the boot of the system.
      const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // A zombie has ended.
      return fields[0] === "Z" ? undefined : fields[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/** Processes of a stage that outlived the command that started them. Found on Linux only; elsewhere none. */
export interface Leftovers {
  /** Background processes with the emulator. */
  readonly emulators: readonly number[];
  /** `pulumi` commands. */
  readonly engines: readonly number[];
  /** The engine's plugins and the program that it runs. */
  readonly plugins: readonly number[];
}

/** Finds a stage's processes by their arguments and environment, without any file of the stage. */
export function findLeftovers(places: StageFolder): Leftovers {
  const emulators: number[] = [];
  const engines: number[] = [];
  const plugins: number[] = [];
  const ownFolder = `"folder":${JSON.stringify(places.folder)},`;
  const ownState = `PULUMI_BACKEND_URL=${stateUrl(places)}`;
  for (const pid of pids()) {
    const command = wordsOf(pid, "cmdline");
    if (
      command.some((word) => path.basename(word) === "daemon.ts") &&
      command.some((word) => word.includes(ownFolder))
    ) {
      emulators.push(pid);
    } else if (command.some((word) => word.includes("pulumi")) && wordsOf(pid, "environ").includes(ownState)) {
      (path.basename(command[0] ?? "") === "pulumi" ? engines : plugins).push(pid);
    }
  }
  return { emulators, engines, plugins };
}

function pids(): readonly number[] {
  try {
    const names = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return names.map(Number).filter((pid) => pid !== process.pid);
  } catch {
    return [];
  }
}

function wordsOf(pid: number, file: "cmdline" | "environ"): readonly string[] {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** Sends a signal to processes, some of which may have ended. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPERM") throw new UserError(`Process ${pid} belongs to another user: run the command as that user`);
      if (code !== "ESRCH") throw error;
    }
  }
}

/** Waits until processes have ended; false: some still run after the limit. */
export async function haveEnded(pids: readonly number[], limitMs: number): Promise<boolean> {
  for (const deadline = Date.now() + limitMs; ;) {
    if (pids.every((pid) => processStart(pid) === undefined)) return true;
    if (Date.now() > deadline) return false;
    await pause(INTERVAL_MS);
  }
}

/** Ends processes: asks them to, and then makes them. */
export async function end(pids: readonly number[], limitMs: number): Promise<void> {
  if (pids.length === 0) return;
  signalAll(pids, "SIGTERM");
  if (await haveEnded(pids, limitMs)) return;
  signalAll(pids, "SIGKILL");
  await haveEnded(pids, limitMs);
}

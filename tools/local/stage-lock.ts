import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "../../lib/user-error";
import { processStart } from "./processes";
import type { StartedBy } from "./status";

/** Who deploys a stage at the moment. */
export interface Holder extends StartedBy {
  /** ISO 8601. */
  readonly since: string;
  /** The `processStart` of the process: another one may have its PID by now. */
  readonly start: string;
}

/** Lets one command at a time deploy a local stage. It ends with its process, however that ends. */
export class StageLock {
  private constructor(private readonly folder: string) {}

  /** @throws UserError that says who holds it and since when */
  static take(folder: string, by: StartedBy): StageLock {
    fs.mkdirSync(folder, { recursive: true });
    const own: Holder = { ...by, since: new Date().toISOString(), start: processStart(by.pid) ?? "" };
    const file = lockFile(folder);
    const draft = `${file}.${by.pid}`;
    fs.writeFileSync(draft, JSON.stringify(own));
    try {
      // A link appears with its content, and only if there is none yet.
      for (let attempt = 0; attempt < 20; attempt++) {
        try {
          fs.linkSync(draft, file);
          return new StageLock(folder);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        }
        const holder = findHolder(folder);
        if (holder !== undefined) throw new UserError(heldBy(path.basename(folder), holder));
        fs.rmSync(file, { force: true });
      }
    } finally {
      fs.rmSync(draft, { force: true });
    }
    throw new UserError(`Another command is starting ${path.basename(folder)} at the moment: run this command again`);
  }

  /** Also removes the folder when nothing else is in it. */
  release(): void {
    fs.rmSync(lockFile(this.folder), { force: true });
    removeIfEmpty(this.folder);
    removeIfEmpty(path.dirname(this.folder));
  }
}

/** Who holds the lock; undefined when it is free, or its process has ended. */
export function findHolder(folder: string): Holder | undefined {
  try {
    const holder = JSON.parse(fs.readFileSync(lockFile(folder), "utf8")) as Holder;
    const start = processStart(holder.pid);
    return start !== undefined && start === holder.start ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** The sentence about a lock that is held. */
export function heldBy(stage: string, { user, pid, command, since }: Holder, now = new Date()): string {
  return `${command} is already running: ${user} started it ${sinceWhen(since, now)} (process ${pid}). Wait for it to finish, or stop it: npm run local -- ${stage} --down`;
}

/** `at 11:05:10, 12 s ago`, with the date when it was another day. */
export function sinceWhen(since: string, now: Date): string {
  const start = new Date(since);
  const two = (number: number) => String(number).padStart(2, "0");
  const time = [start.getHours(), start.getMinutes(), start.getSeconds()].map(two).join(":");
  const day = [start.getFullYear(), two(start.getMonth() + 1), two(start.getDate())].join("-");
  const isToday = start.toDateString() === now.toDateString();
  return `at ${isToday ? time : `${day} ${time}`}, ${duration(now.getTime() - start.getTime())} ago`;
}

/** `12 s`, `3 min`, `2 h 5 min`. */
function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** This command, for the lock and the background process. */
export function thisCommand(stage: string): StartedBy {
  return { user: userName(), pid: process.pid, command: `npm run local -- ${stage}` };
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A container may run with a user ID that has no name.
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

function lockFile(folder: string): string {
  return path.join(folder, "lock.json");
}

/** Removes a folder unless it has content. */
export function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!/^(?:ENOTEMPTY|EEXIST|ENOENT|EBUSY)$/.test(code)) throw error;
  }
}

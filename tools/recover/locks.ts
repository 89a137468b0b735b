import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { backendFolder, lockFolder } from "./state-files";

/** Who holds the lock of a stack. */
export interface Lock {
  readonly pid: number;
  readonly hostname: string;
  readonly username: string;
  readonly since: string;
}

/** What a lock means for recovery. */
export type LockState =
  /** The process that holds it works on the stage. */
  | "held"
  /** The process has ended. */
  | "stale"
  /** Only a person can know: it is a process of another computer. */
  | "unknown";

/** The locks of a stack in a folder; none for other backends, which say so when a command needs the lock. */
export function readLocks(backendUrl: string, project: string, stack: string): readonly Lock[] {
  const backend = backendFolder(backendUrl);
  const folder = backend === undefined ? "" : lockFolder(backend, project, stack);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      const text = fs.readFileSync(path.join(folder, name), "utf8");
      const { pid = 0, hostname = "", username = "", timestamp = "" } = JSON.parse(text) as Record<string, never>;
      return { pid, hostname, username, since: timestamp };
    });
}

/** The locks in an error message of `pulumi`, from any backend that has lock files. */
export function locksIn(message: string): readonly Lock[] {
  return [...message.matchAll(/created by (\S+?)@(\S+) \(pid (\d+)\) at (\S+)/g)].map(
    ([, username = "", hostname = "", pid = "", since = ""]) => ({ username, hostname, pid: Number(pid), since }),
  );
}

/** Whether the process of a lock still works. */
export function lockState(
  { pid, hostname }: Lock,
  here: { readonly hostname: string; readonly commandOf: (pid: number) => string | undefined } = HERE,
): LockState {
  if (hostname !== here.hostname) return "unknown";
  // Another program may have its process ID by now.
  const command = here.commandOf(pid);
  return command?.includes("pulumi") === true ? "held" : "stale";
}

/** `root@host (process 123), since 2026-11-28T11:10:56Z` */
export function describeLock({ username, hostname, pid, since }: Lock): string {
  return `${username}@${hostname} (process ${pid}), since ${since}`;
}

const HERE = { hostname: os.hostname(), commandOf };

/** The name of a running process; undefined when there is none. */
function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === "win32") {
      return execFileSync("tasklist", ["/FI", `PID eq ${pid}`, "/NH"], { encoding: "utf8" });
    }
    return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
  } catch (error) {
    // `ps` fails for an unknown process; without `ps`, any process may be the one.
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "pulumi" : undefined;
  }
}

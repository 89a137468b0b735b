import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** What running instances could leave on this computer. */
export interface HostTraces {
  readonly links: string;
  readonly namespaces: string;
  readonly mounts: string;
  readonly rules: string;
  readonly controlGroups: readonly string[];
}

export function hostTraces(): HostTraces {
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: "utf8" });
  return {
    links: run("ip", "-brief", "link"),
    namespaces: run("ip", "netns", "list"),
    mounts: fs.readFileSync("/proc/self/mountinfo", "utf8"),
    rules: run("nft", "list", "ruleset"),
    controlGroups: foldersBelow("/sys/fs/cgroup").filter((folder) => folder.includes("minimal-secure-web")),
  };
}

/** Ids of the processes in a sandbox: those that share a namespace with its first one, and those in its control groups. */
export function processesOf(sandbox: string, pid: number): number[] {
  const own = new Set([namespace(pid, "net"), namespace(pid, "pid_for_children"), namespace(pid, "mnt")]);
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(
      (one) =>
        ["net", "pid", "mnt"].some((kind) => own.has(namespace(one, kind) ?? "none")) ||
        read(`/proc/${one}/cgroup`).includes(sandbox),
    );
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    // It has ended.
    return "";
  }
}

function namespace(pid: number, kind: string): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    // It has ended.
    return undefined;
  }
}

function foldersBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [path.join(folder, name), ...foldersBelow(path.join(folder, name))]);
}

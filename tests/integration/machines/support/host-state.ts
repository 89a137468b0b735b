import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const SETTINGS = ["/proc/sys/net/ipv4", "/proc/sys/net/core", "/proc/sys/net/netfilter"];
/** Counters, not settings. */
const COUNTS = new Set(["nf_conntrack_count"]);
const FOLDERS = ["/etc", "/usr/lib/sysctl.d", "/run/netns"];

/** What the user data script would change on this computer without the lab's isolation. */
export interface HostState {
  readonly settings: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly rules: string;
  readonly mounts: string;
  readonly swaps: string;
}

export function hostState(): HostState {
  return {
    settings: Object.fromEntries(SETTINGS.flatMap(filesBelow).flatMap(settingOf)),
    files: Object.fromEntries(FOLDERS.flatMap(filesBelow).map((file) => [file, stampOf(file)])),
    rules: execFileSync("nft", ["list", "ruleset"], { encoding: "utf8" }),
    mounts: fs.readFileSync("/proc/self/mountinfo", "utf8"),
    swaps: fs.readFileSync("/proc/swaps", "utf8"),
  };
}

function filesBelow(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !COUNTS.has(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function settingOf(file: string): [string, string][] {
  try {
    return [[file, fs.readFileSync(file, "utf8")]];
  } catch {
    // Some are write-only.
    return [];
  }
}

function stampOf(file: string): string {
  const { size, mtimeMs } = fs.lstatSync(file);
  return `${size} bytes of ${mtimeMs}`;
}

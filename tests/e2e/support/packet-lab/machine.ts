import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const SETTINGS = ["/proc/sys/net/ipv4", "/proc/sys/net/core", "/proc/sys/net/netfilter"];
/** Counts, not settings. */
const COUNTS = new Set(["nf_conntrack_count"]);
const FOLDERS = ["/etc", "/usr/lib/sysctl.d", "/run/netns"];

/** What the guest script would change of this machine, were it not kept from it. */
export interface Machine {
  readonly settings: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly rules: string;
  readonly mounts: string;
  readonly swaps: string;
}

/** Looks at the machine that the tests run on. */
export function lookAtMachine(): Machine {
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
    // Some are for writing only.
    return [];
  }
}

function stampOf(file: string): string {
  const { size, mtimeMs } = fs.lstatSync(file);
  return `${size} bytes of ${mtimeMs}`;
}

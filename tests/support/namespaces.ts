import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Namespaces of all that is changed; when their first process ends, all others in them end. */
export const NAMESPACES = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"] as const;

/** What something needs to be tried in namespaces. */
export interface Needs {
  /** What is tried, in the plural: `packets`. */
  readonly what: string;
  readonly commands: readonly string[];
  readonly files: readonly string[];
  /** A script for `sh` that does the like in namespaces of its own. */
  readonly trial: string;
}

/** Why something cannot be tried in namespaces here, in one sentence; undefined: it can. */
export function unsupportedReason({ what, commands, files, trial }: Needs): string | undefined {
  if (process.platform !== "linux") return `${what} are tried in Linux namespaces only.`;
  if (process.getuid?.() !== 0) return `only root can make the namespaces that ${what} are tried in.`;
  const missing = commands.filter((command) => spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0);
  missing.push(...files.filter((file) => !existsSync(file)));
  if (missing.length > 0) return `${what} cannot be tried without ${missing.join(", ")}.`;
  const { status, stderr } = spawnSync("unshare", [...NAMESPACES, "sh", "-ec", trial], { encoding: "utf8" });
  if (status === 0) return undefined;
  return `the namespaces that ${what} are tried in cannot be made: ${stderr.trim().replaceAll("\n", "; ")}.`;
}

/** Skips a suite where it is unsupported, and says why. */
export function skipAt(reason: string | undefined, suite: Mocha.Context): void {
  if (reason === undefined) return;
  console.log(`      Skipped: ${reason}`);
  suite.skip();
}

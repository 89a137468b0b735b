import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Namespaces of everything that tests change; when their first process ends, all others in them end. */
const NAMESPACES = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"] as const;

export interface Requirements {
  /** What it tests, in the plural: `packets`. */
  readonly what: string;
  readonly commands: readonly string[];
  readonly files: readonly string[];
  /** A script for `sh` that uses the same features in namespaces of its own. */
  readonly probe: string;
}

/** Why a suite cannot run in namespaces here, in one sentence; undefined: it can. */
function unsupportedReason({ what, commands, files, probe }: Requirements): string | undefined {
  if (process.platform !== "linux") return `${what} are tested in Linux namespaces.`;
  if (process.getuid?.() !== 0) return `only root can create the namespaces in which ${what} are tested.`;
  const missing = commands.filter((command) => spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0);
  missing.push(...files.filter((file) => !existsSync(file)));
  if (missing.length > 0) return `${what} cannot be tested without ${missing.join(", ")}.`;
  const { status, stderr } = spawnSync("unshare", [...NAMESPACES, "sh", "-ec", probe], { encoding: "utf8" });
  if (status === 0) return undefined;
  return `the namespaces in which ${what} are tested cannot be created: ${stderr.trim().replaceAll("\n", "; ")}.`;
}

export function skipUnlessSupported(requirements: Requirements, suite: Mocha.Context): void {
  const reason = unsupportedReason(requirements);
  if (reason === undefined) return;
  console.log(`      Skipped: ${reason}`);
  suite.skip();
}

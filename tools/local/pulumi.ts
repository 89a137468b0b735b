import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../../lib/user-error";

/** How a `pulumi` command ended. */
export interface PulumiResult {
  /** Its exit status; a signal counts as 1. */
  readonly status: number;
  /** Empty where the output was live. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how to run `pulumi`. */
export interface PulumiOptions {
  /** The project's copy. */
  readonly cwd: string;
  /** What `childEnvironment` hands back. */
  readonly environment: NodeJS.ProcessEnv;
  /** Shows the output as it comes. @default false */
  readonly live?: boolean;
}

/**
 * The path of the `pulumi` on the PATH.
 * @throws UserError when there is none.
 */
export function findPulumi(environment: NodeJS.ProcessEnv = process.env): string {
  const names = process.platform === "win32" ? ["pulumi.exe"] : ["pulumi"];
  for (const folder of (environment.PATH ?? "").split(path.delimiter).filter((entry) => entry !== "")) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  throw new UserError("There is no pulumi on the PATH: install it as https://www.pulumi.com/docs/install/ says");
}

/** Flags for commands with live output: at a terminal progress is shown in place, elsewhere it would be lines of dots. */
export function progressFlags(): readonly string[] {
  return process.stdout.isTTY ? [] : ["--non-interactive", "--suppress-progress"];
}

/** Runs a `pulumi` command to its end, whatever its status. It has no input: it cannot ask. */
export function runPulumi(args: readonly string[], options: PulumiOptions): Promise<PulumiResult> {
  const live = options.live === true;
  return new Promise((resolve, reject) => {
    const child = spawn(findPulumi(options.environment), args, {
      cwd: options.cwd,
      env: options.environment,
      stdio: live ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (part: Buffer) => (stdout += part.toString("utf8")));
    child.stderr?.on("data", (part: Buffer) => (stderr += part.toString("utf8")));
    child.on("error", reject);
    child.on("close", (status) => {
      resolve({ status: status ?? 1, stdout, stderr });
    });
  });
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

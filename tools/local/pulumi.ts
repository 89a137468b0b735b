import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../../lib/user-error";

export interface PulumiResult {
  /** The exit status; 1 for a signal. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PulumiOptions {
  /** The project's copy. */
  readonly cwd: string;
  /** The result of `childEnvironment`. */
  readonly environment: NodeJS.ProcessEnv;
}

const CURL = "curl -fsSL https://get.pulumi.com | sh";

/** Commands of https://www.pulumi.com/docs/install/, by platform. */
const INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "brew install pulumi/tap/pulumi",
  win32: "winget install pulumi",
};

/**
 * The path of the `pulumi` on the PATH.
 * @throws UserError when there is none.
 */
export function findPulumi(environment: NodeJS.ProcessEnv = process.env): string {
  const name = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  const folders = (environment.PATH ?? "").split(path.delimiter).filter((entry) => entry !== "");
  const file = folders.map((folder) => path.join(folder, name)).find(isExecutable);
  if (file === undefined) {
    throw new UserError(
      `The pulumi command is not on the PATH: install it with ${INSTALL[process.platform] ?? CURL}, then open a new terminal ` +
        "(https://www.pulumi.com/docs/install/)",
    );
  }
  return file;
}

/** Runs a `pulumi` command and returns its exit status. It has no standard input, so it cannot prompt. */
export function runPulumi(args: readonly string[], options: PulumiOptions): Promise<PulumiResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(findPulumi(options.environment), args, {
      cwd: options.cwd,
      env: options.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (part: Buffer) => (stdout += part.toString("utf8")));
    child.stderr.on("data", (part: Buffer) => (stderr += part.toString("utf8")));
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

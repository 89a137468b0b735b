import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError, messageOf } from "../../lib/user-error";

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Runs a scanner with the Python of its environment. Returns its output.
 * @throws UserError with the last line of its error output, when it fails
 */
export async function runScanner({
  name,
  python,
  args,
  env,
}: {
  readonly name: string;
  readonly python: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(python, [...args], { env, maxBuffer: MAX_OUTPUT_BYTES });
    return stdout;
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    const reason = stderr.trim().split("\n").at(-1) ?? "";
    throw new UserError(`${name} failed: ${reason === "" ? messageOf(error) : reason}`);
  }
}

export async function withFolder<Result>(name: string, work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

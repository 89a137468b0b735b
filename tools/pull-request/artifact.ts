import { closeSync, constants, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../lib/user-error";

/** The artifact of a pull request's run. Untrusted: the pull request's code wrote it. */
export interface Artifact {
  /** The pull request that it claims to belong to. */
  readonly number: number;
  readonly plan: string;
}

/** More than a comment can show. */
const MOST_BYTES = 1 << 20;

/**
 * Reads the artifact from the folder it was unpacked to.
 * @returns undefined when there is none, because the run failed before the plan
 * @throws UserError when it names no pull request
 */
export function readArtifact(folder: string): Artifact | undefined {
  const [number, plan] = [read(join(folder, "number"), 32)?.trim(), read(join(folder, "plan.md"), MOST_BYTES)];
  if (number === undefined || plan === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(number)) throw new UserError(`${JSON.stringify(number)} is not a pull request's number`);
  return { number: Number(number), plan };
}

/** The beginning of a file. Does not follow a symbolic link, which could lead anywhere. */
function read(file: string, most: number): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(most);
    return bytes.toString("utf8", 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

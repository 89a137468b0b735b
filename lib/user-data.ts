import * as fs from "node:fs";
import { UserError } from "./user-error";

/** EC2 refuses larger user data (counted before it is encoded). */
const USER_DATA_BYTES = 16_384;

/**
 * User data that runs a script with values: its shebang, a line `NAME='value'` for each value, then the script as it
 * is in its file. Nothing is put into the middle, so the file can be read, checked and tested by itself.
 * @param files paths of a shell script and of those that run after it in the same shell
 * @param values shell variables, never secrets: every process of the instance can read user data
 * @throws Error when it grows past EC2's 16,384 bytes, or has a carriage return in it
 */
export function userDataFrom(files: string | readonly string[], values: Readonly<Record<string, string>>): string {
  const scripts = [files].flat().map((file) => fs.readFileSync(file, "utf8").split("\n"));
  const shebang = scripts[0]?.[0] ?? "";
  const body = scripts.flatMap(([, ...lines]) => lines);
  const file = [files].flat().join(" and ");
  const variables = Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}`);
  const userData = [shebang, ...variables, ...body].join("\n");
  rejectCarriageReturn(file, userData);
  const size = Buffer.byteLength(userData);
  if (size > USER_DATA_BYTES) {
    throw new Error(`the user data made of ${file} has ${size} bytes; EC2 takes ${USER_DATA_BYTES} at most`);
  }
  return userData;
}

/**
 * Linux takes a carriage return after the shebang for a part of the interpreter's name: cloud-init would not run it, and
 * nothing in AWS says so.
 * @throws UserError
 */
export function rejectCarriageReturn(file: string, text: string): void {
  if (!text.includes("\r")) return;
  throw new UserError(
    `${file} has carriage returns (Windows line endings), so Linux cannot run it: save it with LF line endings` +
      " (where Git made them: clone the project again)",
  );
}

const quoted = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`;

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../lib/user-error";
import { readGoYaml, UnreadableYaml, type GoValue } from "./go-yaml";
import { Timestamp } from "./go-yaml-scalar";

/** How Pulumi turns a time into text: in stage files as Go prints it, in `Pulumi.yaml` as JSON has it. */
type Times = "text" | "json";

/** The file's parts, and the settings. */
const NAMED_LEVELS = 2;

/**
 * Reads a file as Pulumi does; times are text.
 * @throws UserError when it is missing or no YAML
 */
export function readYamlFile(folder: string, file: string, times: Times = "text"): unknown {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(folder, file));
  } catch (error) {
    throw new UserError(`${file}: ${error instanceof Error ? error.message : String(error)}`, 2);
  }
  try {
    return withTimesAsText(readGoYaml(bytes, NAMED_LEVELS), times);
  } catch (error) {
    if (error instanceof UnreadableYaml) throw new UserError(`${file}: ${error.message}`, 2);
    throw error;
  }
}

export function withTimesAsText(value: GoValue, times: Times = "text"): unknown {
  if (value instanceof Timestamp) return times === "text" ? value.toString() : value.toRfc3339();
  if (Array.isArray(value)) return value.map((item) => withTimesAsText(item, times));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTimesAsText(inner, times)]));
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

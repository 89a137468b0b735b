import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseDocument } from "yaml";

import { UNDECRYPTED } from "../../config";

/** A stage's settings as Pulumi hands them to the program. */
export interface StageConfig {
  /** By full key (`aws:region`); lists and objects are JSON in text. */
  readonly config: Readonly<Record<string, string>>;
  /** Full keys of the settings that are secret, in whole or in part. */
  readonly secretKeys: readonly string[];
}

/** A stage file that cannot be read. The message is for the user. */
export class StageFileError extends Error {}

const STAGE_FILE = /^Pulumi\.(?<stage>.+)\.yaml$/;

/** The stages that a project's folder has files for, in alphabetical order. */
export function stagesIn(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((file) => STAGE_FILE.exec(file)?.groups?.stage ?? [])
    .sort();
}

/**
 * Reads the settings in `Pulumi.STAGE.yaml`, by full key.
 *
 * @param project the project's name, which a key without a namespace belongs to
 * @throws StageFileError when it is missing, no YAML, or not of the form that Pulumi wants.
 */
export function readStageSettings(folder: string, stage: string, project: string): Record<string, unknown> {
  const file = `Pulumi.${stage}.yaml`;
  const content = parseYaml(file, readText(folder, file)) ?? {};
  if (!isMap(content)) throw new StageFileError(`${file}: expected keys and values, such as "config:"`);
  const settings = content.config ?? {};
  if (!isMap(settings)) throw new StageFileError(`${file}: "config" must hold keys and values`);
  return withFullKeys(settings, project);
}

/** Settings by full key: one without a namespace is the project's. */
export function withFullKeys(settings: Readonly<Record<string, unknown>>, project: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]),
  );
}

/** The project's name, from `Pulumi.yaml`. */
export function readProjectName(folder: string): string {
  const file = "Pulumi.yaml";
  const content = parseYaml(file, readText(folder, file));
  const name = isMap(content) ? content.name : undefined;
  if (typeof name !== "string") throw new StageFileError(`${file}: "name" must be the project's name`);
  return name;
}

/** Settings, by full key, in the form in which Pulumi hands them over; those that are undefined are left out. */
export function asPulumiConfig(settings: Readonly<Record<string, unknown>>): StageConfig {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return {
    config: Object.fromEntries(given.map(([key, value]) => [key, asText(veil(value))])),
    secretKeys: given.filter(([, value]) => holdsSecure(value)).map(([key]) => key),
  };
}

function readText(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), "utf8");
  } catch (error) {
    throw new StageFileError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseYaml(file: string, text: string): unknown {
  const document = parseDocument(text);
  const [fault] = document.errors;
  // The parser adds a drawing of the place below the first line.
  if (fault !== undefined) throw new StageFileError(`${file}: ${firstLine(fault.message)}`);
  return document.toJS() as unknown;
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/:$/, "");
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}

/** Only who has the passphrase can read a `secure:` value. */
function veil(value: unknown): unknown {
  if (isSecure(value)) return UNDECRYPTED;
  if (Array.isArray(value)) return value.map(veil);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, veil(inner)]));
}

function holdsSecure(value: unknown): boolean {
  if (isSecure(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecure);
  return isMap(value) && Object.values(value).some(holdsSecure);
}

function isSecure(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { existsSync, readdirSync, statSync } from "node:fs";
import { UserError } from "../../lib/user-error";
import { UNDECRYPTED } from "../../config";
import { asText } from "./config-text";
import { KEY, readProjectFile, withProjectSettings } from "./project-file";
import { isMap, readYamlFile } from "./yaml-file";

export interface StageConfig {
  /** By full key (`aws:region`); lists and objects are JSON in text. */
  readonly config: Readonly<Record<string, string>>;
  /** Full keys of the settings that are secret, in whole or in part. */
  readonly secretKeys: readonly string[];
}

const STAGE_FILE = /^Pulumi\.(?<stage>.+)\.yaml$/;

export function stagesIn(folder: string): string[] {
  const { stageFolder } = readProjectFile(folder);
  if (!existsSync(stageFolder) || !statSync(stageFolder).isDirectory()) {
    throw new UserError(`Pulumi.yaml: the stage files' folder ${stageFolder} is not there`, 2);
  }
  return readdirSync(stageFolder)
    .flatMap((file) => STAGE_FILE.exec(file)?.groups?.stage ?? [])
    .sort();
}

export function stageFileName(stage: string): string {
  return `Pulumi.${stage}.yaml`;
}

/**
 * Reads a stage's settings by full key, as Pulumi does, from `Pulumi.STAGE.yaml` and `Pulumi.yaml`.
 * @param project the project's name, which a key without a namespace belongs to
 * @throws UserError if a file is missing or Pulumi would reject it
 */
export function readStageSettings(folder: string, stage: string, project: string): Record<string, unknown> {
  return readStageFile(folder, stage, project).settings;
}

export interface StageFile {
  /** By full key. */
  readonly settings: Record<string, unknown>;
  /** Its other parts, such as `encryptionsalt`. */
  readonly others: Readonly<Record<string, unknown>>;
}

/**
 * Reads a stage's file as Pulumi does.
 * @param isOffline whether `environment` is an error: only Pulumi Cloud knows what its environments hold
 * @throws UserError
 */
export function readStageFile(folder: string, stage: string, project: string, isOffline = true): StageFile {
  const file = stageFileName(stage);
  const projectFile = readProjectFile(folder);
  const content = readYamlFile(projectFile.stageFolder, file) ?? {};
  if (!isMap(content)) throw new UserError(`${file}: expected keys and values, such as "config:"`, 2);
  const { config, ...others } = content;
  const settings = config ?? {};
  if (!isMap(settings)) throw new UserError(`${file}: "config" must hold keys and values`, 2);
  if (isOffline) rejectEnvironment(file, others.environment);
  const malformed = Object.keys(settings).find((key) => !KEY.test(key));
  if (malformed !== undefined) {
    throw new UserError(`${file}: config ${JSON.stringify(malformed)} is no key: expected NAME or NAMESPACE:NAME`, 2);
  }
  const fullKey = (key: string): string => fullKeyOf(key, project);
  rejectRepeatedKeys(file, Object.keys(settings), fullKey);
  rejectRepeatedKeys("Pulumi.yaml", [...projectFile.declarations.keys()], fullKey);
  const own = withFullKeys(settings, project);
  return { settings: withProjectSettings(own, projectFile, file, fullKey, holdsSecure), others };
}

/** Of two forms of one key, such as `nat` and `shop:nat`, Pulumi takes either, at random (tried: 3.259, Go's order of maps). */
function rejectRepeatedKeys(file: string, keys: readonly string[], fullKey: (key: string) => string): void {
  const first = new Map<string, string>();
  for (const key of keys) {
    const other = first.get(fullKey(key));
    if (other !== undefined) {
      throw new UserError(
        `${file}: config has one key twice, as ${other} and as ${key}: Pulumi takes either, leave one out`,
        2,
      );
    }
    first.set(fullKey(key), key);
  }
}

/** ESC environments contain settings that override `Pulumi.yaml`: a plan without them would be wrong. */
function rejectEnvironment(file: string, environment: unknown): void {
  const isEmpty =
    environment === undefined || environment === null || (Array.isArray(environment) && environment.length === 0);
  if (isEmpty) return;
  const names = Array.isArray(environment) ? ` (${environment.map(String).join(", ")})` : "";
  throw new UserError(
    `${file}: "environment" takes settings from Pulumi ESC${names}, which cannot be read offline: ` +
      "put the settings into the stage file, or use pulumi preview",
    2,
  );
}

/** Settings by full key: one without a namespace is the project's. */
export function withFullKeys(settings: Readonly<Record<string, unknown>>, project: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [fullKeyOf(key, project), value]));
}

/** `aws:config:region` is an older form of `aws:region`. */
function fullKeyOf(key: string, project: string): string {
  return key.includes(":") ? key.replace(/^([^:]*):config:(?=[^:]*$)/, "$1:") : `${project}:${key}`;
}

/** The project's name, from `Pulumi.yaml`. */
export function readProjectName(folder: string): string {
  const file = "Pulumi.yaml";
  const content = readYamlFile(folder, file);
  const name = isMap(content) ? content.name : undefined;
  if (typeof name !== "string" || name === "") throw new UserError(`${file}: "name" must be the project's name`, 2);
  return name;
}

/** Settings by full key, as Pulumi passes them, without undefined ones. */
export function asPulumiConfig(settings: Readonly<Record<string, unknown>>): StageConfig {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return {
    config: Object.fromEntries(given.map(([key, value]) => [key, asText(mask(value))])),
    secretKeys: given.filter(([, value]) => holdsSecure(value)).map(([key]) => key),
  };
}

/** Reading a `secure:` value takes the passphrase. */
function mask(value: unknown): unknown {
  if (isSecure(value)) return UNDECRYPTED;
  if (Array.isArray(value)) return value.map(mask);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner)]));
}

export function holdsSecure(value: unknown): boolean {
  if (isSecure(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecure);
  return isMap(value) && Object.values(value).some(holdsSecure);
}

function isSecure(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

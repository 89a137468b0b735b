import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../lib/user-error";
import { asText } from "./config-text";
import { isMap, readYamlFile } from "./yaml-file";

const FILE = "Pulumi.yaml";

/** The parts of `Pulumi.yaml` that concern stages. */
export interface ProjectFile {
  readonly name: string | undefined;
  readonly stageFolder: string;
  readonly declarations: ReadonlyMap<string, Declaration>;
}

/** A setting as `Pulumi.yaml` declares it. */
interface Declaration {
  readonly type?: string;
  readonly items?: unknown;
  readonly default?: unknown;
  readonly value?: unknown;
  readonly secret?: unknown;
}

const ATTRIBUTES = new Set(["type", "items", "description", "secret", "default", "value"]);
export const KEY = /^[^:]*(?::(?:config:)?[^:]*)?$/;
const TYPES: ReadonlySet<unknown> = new Set(["string", "integer", "boolean", "array", "object"]);

/**
 * Reads `Pulumi.yaml`, which may be missing.
 * @throws UserError if Pulumi would reject it
 * @see https://www.pulumi.com/docs/iac/concepts/projects/project-file/
 */
export function readProjectFile(folder: string): ProjectFile {
  const content = existsSync(join(folder, FILE)) ? readYamlFile(folder, FILE, "json") : null;
  const project = isMap(content) ? content : {};
  const name = typeof project.name === "string" ? project.name : undefined;
  const { config, stackConfigDir } = project;
  if (typeof config === "string" && stackConfigDir !== undefined) {
    throw new UserError(`${FILE}: "config" and "stackConfigDir" both name a folder: leave "config" out`, 2);
  }
  // The older way to name the folder.
  const stageFolder = typeof config === "string" ? config : (stackConfigDir ?? "");
  if (typeof stageFolder !== "string") throw new UserError(`${FILE}: "stackConfigDir" must be a folder's path`, 2);
  const settings = config === null || config === undefined || typeof config === "string" ? {} : config;
  if (!isMap(settings)) throw new UserError(`${FILE}: "config" must hold keys and values`, 2);
  const declarations = Object.entries(settings).map(
    ([key, value]) => [key, declaration(key, value, name ?? "")] as const,
  );
  return { name, stageFolder: join(folder, stageFolder), declarations: new Map(declarations) };
}

function declaration(key: string, given: unknown, project: string): Declaration {
  const isProjects = !key.includes(":") || key.startsWith(`${project}:`);
  const declared = isMap(given) ? given : { [isProjects ? "default" : "value"]: given };
  const issue = keyIssue(key) ?? shorthandIssue(given) ?? issueOf(declared, isProjects);
  if (issue !== undefined) throw new UserError(`${FILE}: config ${JSON.stringify(key)} ${issue}`, 2);
  return declared;
}

function keyIssue(key: string): string | undefined {
  if (!KEY.test(key)) return "is no key: expected NAME or NAMESPACE:NAME";
  const [, name] = /^([^.[]+)[.[]/.exec(key) ?? [];
  // Pulumi sets a part of an object there, of which a stage may set others.
  return name === undefined ? undefined : `is a path, which only Pulumi reads: write ${name}: {value: …} in full`;
}

/** Pulumi's schema rejects these. */
function shorthandIssue(given: unknown): string | undefined {
  if (given === null) return "has no value: write {value: …} or {default: …}, or leave it out";
  const isTooLarge = typeof given === "bigint" && BigInt.asIntN(64, given) !== given;
  const isFraction = typeof given === "number" && !Number.isInteger(given);
  return isTooLarge || isFraction ? "must be written as {value: …} or {default: …}" : undefined;
}

function issueOf(declared: Readonly<Record<string, unknown>>, isProjects: boolean): string | undefined {
  const unknown = Object.keys(declared).find((attribute) => !ATTRIBUTES.has(attribute));
  if (unknown !== undefined) return `has an unknown attribute ${unknown}: an object is written as {value: {…}}`;
  const { type, items, default: fallback, value } = declared;
  if (isGiven(fallback) && isGiven(value)) return 'has both a "default" and a "value"';
  if (!isProjects && !isGiven(value)) return 'does not belong to the project, and so needs a "value"';
  if (type === undefined) return undefined;
  if (!isType(type)) return `has an unknown type ${JSON.stringify(type)}`;
  if (!isProjects) return "does not belong to the project, and so cannot have a type";
  if (type === "array" && items === undefined) return 'is an array and needs "items"';
  const isFit = !isGiven(fallback) || isOfType(type, items, fallback);
  return isFit ? undefined : `has a default that is not of the type ${type}`;
}

/**
 * Completes a stage's settings with the project's.
 * @param settings the stage's, by full key
 * @param fullKey the full form of a key
 * @param isSecret whether a value is encrypted, in whole or in part
 * @throws UserError for a setting that is missing or does not fit its declaration
 */
export function withProjectSettings(
  settings: Readonly<Record<string, unknown>>,
  { declarations }: ProjectFile,
  file: string,
  fullKey: (key: string) => string,
  isSecret: (value: unknown) => boolean,
): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...settings };
  for (const [key, { type, items, default: fallback, value, secret }] of declarations) {
    const full = fullKey(key);
    if (!(full in filled)) {
      filled[full] = fallback ?? value;
      if (!isGiven(filled[full])) {
        throw new UserError(`${file}: ${key} is missing, which Pulumi.yaml declares without a default`, 2);
      }
      if (isSecret(filled[full])) {
        throw new UserError(
          `${FILE}: config ${JSON.stringify(key)} has an encrypted value, which Pulumi cannot read there: move it to ${file}`,
          2,
        );
      }
    }
    const given = filled[full];
    if (type === undefined) continue;
    if (secret === true && !isSecret(given))
      throw new UserError(`${file}: ${key} must be encrypted, as Pulumi.yaml says`, 2);
    if (!isSecret(given) && !isOfType(type, items, asPassed(given))) {
      throw new UserError(`${file}: ${key} must be of the type ${type}, as Pulumi.yaml says`, 2);
    }
  }
  return filled;
}

/** Pulumi checks scalars as the text that it passes. */
const asPassed = (value: unknown): unknown => (isMap(value) || Array.isArray(value) ? value : asText(value));

const isType = (type: unknown): type is string => TYPES.has(type);

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function isOfType(type: unknown, items: unknown, value: unknown): boolean {
  if (type === "string") return typeof value === "string";
  if (type === "boolean") return typeof value === "boolean" || value === "true" || value === "false";
  if (type === "integer") {
    return (
      typeof value === "bigint" || Number.isInteger(value) || (typeof value === "string" && /^[-+]?\d+$/.test(value))
    );
  }
  if (type === "object") return isMap(value);
  return isMap(items) && Array.isArray(value) && value.every((item) => isOfType(items.type, items.items, item));
}

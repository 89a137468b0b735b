import { isMap, isScalar, parseDocument, type Document } from "yaml";

import { ToolError } from "../tool-error";

/** Settings of the AWS provider that say nothing about which account is used, and how it is reached. */
const harmless = new Set(["region", "defaultTags", "ignoreTags", "maxRetries", "retryMode"]);

/** Parts of a stage file that belong to one state, or to a service elsewhere. */
const elsewhere = ["encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/** A file of the project, made fit for the emulator. */
export interface LocalFile {
  readonly text: string;
  /** What was left out, as `aws:profile`. */
  readonly dropped: readonly string[];
}

/**
 * A stage file for the emulator: without what leads to a real account, a service elsewhere or another state.
 * @param salt - `encryptionsalt` of the emulated stage's own state, when it has one.
 * @throws ToolError when the file holds secrets: only the real stage's key opens them.
 */
export function localStageFile(name: string, text: string, salt?: string): LocalFile {
  const document = parse(name, text);
  const dropped = elsewhere.filter((key) => drop(document, key));
  const secrets = pairsOf(document).filter(([, value]) => isMap(value) && value.has("secure"));
  if (secrets.length > 0) {
    const keys = secrets.map(([key]) => key).join(", ");
    throw new ToolError(
      `${name} holds secrets that only the real stage's key opens (${keys}): give them plain values for the emulator`,
    );
  }
  dropped.push(...dropProviderSettings(document));
  if (salt !== undefined) document.set("encryptionsalt", salt);
  return { text: document.toString(), dropped: dropped.filter((key) => key !== "encryptionsalt") };
}

/** `Pulumi.yaml` for the emulator: without a backend, and without what leads to a real account. */
export function localProjectFile(name: string, text: string): LocalFile {
  const document = parse(name, text);
  const dropped = ["backend"].filter((key) => drop(document, key));
  dropped.push(...dropProviderSettings(document));
  return { text: document.toString(), dropped };
}

/** The `encryptionsalt` of a stage file. */
export function saltOf(name: string, text: string): string | undefined {
  const salt = parse(name, text).get("encryptionsalt");
  return typeof salt === "string" ? salt : undefined;
}

/** The region that a stage file sets. */
export function regionOf(name: string, text: string): string | undefined {
  const region = parse(name, text).getIn(["config", "aws:region"]);
  return typeof region === "string" ? region : undefined;
}

function drop(document: Document, key: string): boolean {
  // An empty file has no keys at all.
  return document.has(key) && document.delete(key);
}

function dropProviderSettings(document: Document): string[] {
  const keys = pairsOf(document)
    .map(([key]) => key)
    .filter((key) => /^aws(?:-native)?:/.test(key) && !harmless.has(key.slice(key.lastIndexOf(":") + 1)));
  for (const key of keys) document.deleteIn(["config", key]);
  return keys;
}

function pairsOf(document: Document): [string, unknown][] {
  const config = document.get("config");
  if (!isMap(config)) return [];
  return config.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), value]);
}

function parse(name: string, text: string): Document {
  const document = parseDocument(text);
  const fault = document.errors[0];
  if (fault !== undefined) throw new ToolError(`${name} is not YAML: ${fault.message.split("\n")[0] ?? ""}`);
  return document;
}

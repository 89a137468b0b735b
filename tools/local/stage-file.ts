import { existsSync } from "node:fs";
import { join } from "node:path";

import { UserError } from "../../lib/user-error";
import { asJson } from "../../offline/stage-file/config-text";
import {
  holdsSecure,
  readProjectName,
  readStageFile,
  readStageSettings,
  stageFileName,
} from "../../offline/stage-file/stage-file";
import { isMap, readYamlFile } from "../../offline/stage-file/yaml-file";

/** Settings of the AWS provider that say nothing about which account is used, and how it is reached. */
const harmless = new Set(["region", "defaultTags", "ignoreTags", "maxRetries", "retryMode"]);

/** Parts of a stage file that belong to one state, or to a service elsewhere. */
const elsewhere = ["encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/** Parts of `Pulumi.yaml` that lead elsewhere, and those whose content is in the stage files of the emulator. */
const projectOnly = ["backend", "config", "stackConfigDir"];

/** A file of the project, made fit for the emulator. */
export interface LocalFile {
  readonly text: string;
  /** What was left out, as `aws:profile`. */
  readonly dropped: readonly string[];
}

/**
 * A stage's settings for the emulator, those from `Pulumi.yaml` among them: without what leads to a real account, a
 * service elsewhere or another state.
 * @param salt - `encryptionsalt` of the emulated stage's own state, when it has one.
 * @throws UserError when there are secrets in it: only the real stage's key opens them; UserError
 */
export function localStageFile(root: string, stage: string, salt?: string): LocalFile {
  const { settings, others } = readStageFile(root, stage, readProjectName(root), false);
  const keys = Object.keys(settings);
  const secrets = keys.filter((key) => holdsSecure(settings[key]));
  if (secrets.length > 0) {
    throw new UserError(
      `${stageFileName(stage)} holds secrets that only the real stage's key opens (${secrets.join(", ")}): give them plain values for the emulator`,
    );
  }
  const leading = keys.filter((key) => /^aws(?:-native)?:/.test(key) && !harmless.has(key.slice(key.indexOf(":") + 1)));
  const config = Object.fromEntries(Object.entries(settings).filter(([key]) => !leading.includes(key)));
  const own = Object.fromEntries(Object.entries(others).filter(([key]) => !elsewhere.includes(key)));
  return {
    text: yamlOf({ ...own, ...(salt !== undefined && { encryptionsalt: salt }), config }),
    dropped: [...elsewhere.filter((key) => key !== "encryptionsalt" && key in others), ...leading],
  };
}

/** `Pulumi.yaml` for the emulator: without a backend, and without the settings, which are in the stage files. */
export function localProjectFile(root: string): LocalFile {
  const content = readYamlFile(root, "Pulumi.yaml");
  const parts = Object.entries(isMap(content) ? content : {});
  return {
    text: yamlOf(Object.fromEntries(parts.filter(([key]) => !projectOnly.includes(key)))),
    dropped: parts.map(([key]) => key).filter((key) => key === "backend"),
  };
}

/** The `encryptionsalt` of a stage's file in a copy of the project. */
export function saltOf(copy: string, stage: string): string | undefined {
  const name = stageFileName(stage);
  const content = existsSync(join(copy, name)) ? readYamlFile(copy, name) : undefined;
  const salt = isMap(content) ? content.encryptionsalt : undefined;
  return typeof salt === "string" ? salt : undefined;
}

/** The region that a stage sets. */
export function regionOf(folder: string, stage: string): string | undefined {
  const region = readStageSettings(folder, stage, readProjectName(folder))["aws:region"];
  return typeof region === "string" ? region : undefined;
}

/** Values as JSON, which is YAML too, with nothing in it that could be read in two ways; one setting a line. */
function yamlOf(content: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(content).flatMap(([key, value]) =>
    key === "config" && isMap(value) && Object.keys(value).length > 0
      ? ["config:", ...Object.entries(value).map(([name, setting]) => `  ${JSON.stringify(name)}: ${asJson(setting)}`)]
      : [`${key}: ${asJson(value)}`],
  );
  return `${lines.join("\n")}\n`;
}

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
import { withSets } from "../plan/what-if";

/** Settings of the AWS provider that do not affect which account is used and how it is reached. */
const allowed = new Set(["region", "defaultTags", "ignoreTags", "maxRetries", "retryMode"]);

/** Parts of a stage file that belong to its state or to a remote service. */
const elsewhere = ["encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/** Parts of `Pulumi.yaml` that belong to a remote state, or whose content the emulator's stage files contain. */
const projectOnly = ["backend", "config", "stackConfigDir"];

/** A file of the project, adapted to the emulator. */
export interface LocalFile {
  readonly text: string;
  /** Settings left out, such as `aws:profile`. */
  readonly dropped: readonly string[];
}

/**
 * A stage's settings for the emulator, with those from `Pulumi.yaml`, and without those that lead to a real account, a
 * remote service or another state.
 * @param salt `encryptionsalt` of the emulated stage's own state, if it has one
 * @param sets settings that override the stage file's, as `--set` of `npm start`
 * @throws UserError for a stage file that is invalid or contains secrets, which only the real stage's key decrypts
 */
export function localStageFile(root: string, stage: string, salt?: string, sets: readonly string[] = []): LocalFile {
  const project = readProjectName(root);
  const { settings: committed, others } = readStageFile(root, stage, project, false);
  const settings = withSets(committed, sets);
  const keys = Object.keys(settings);
  const secrets = keys.filter((key) => holdsSecure(settings[key]));
  if (secrets.length > 0) {
    throw new UserError(
      `${stageFileName(stage)} contains secrets that only the real stage's key decrypts (${secrets.join(", ")}): set them to plain values for the emulator`,
    );
  }
  const leading = keys.filter((key) => /^aws(?:-native)?:/.test(key) && !allowed.has(key.slice(key.indexOf(":") + 1)));
  const config = Object.fromEntries(Object.entries(settings).filter(([key]) => !leading.includes(key)));
  const own = Object.fromEntries(Object.entries(others).filter(([key]) => !elsewhere.includes(key)));
  return {
    text: yamlOf({ ...own, ...(salt !== undefined && { encryptionsalt: salt }), config }),
    dropped: [...elsewhere.filter((key) => key !== "encryptionsalt" && key in others), ...leading],
  };
}

/** `Pulumi.yaml` for the emulator: without a backend and without settings, which the stage files contain. */
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

/** The region of a stage. */
export function regionOf(folder: string, stage: string): string {
  const region = readStageSettings(folder, stage, readProjectName(folder))["aws:region"];
  return typeof region === "string" ? region : "ap-northeast-1";
}

/** Values as JSON, which is unambiguous YAML; one setting per line. */
function yamlOf(content: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(content).flatMap(([key, value]) =>
    key === "config" && isMap(value) && Object.keys(value).length > 0
      ? ["config:", ...Object.entries(value).map(([name, setting]) => `  ${JSON.stringify(name)}: ${asJson(setting)}`)]
      : [`${key}: ${asJson(value)}`],
  );
  return `${lines.join("\n")}\n`;
}

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { SettingsError } from "./issue";
import { parseSettings } from "./parse";
import type { SettingsSource } from "./parser";
import type { Settings } from "./settings";

const PROJECT_FOLDER = join(__dirname, "..");

/**
 * The settings of the stage that runs, from Pulumi's configuration.
 * Call it before the first resource: nothing is registered when it throws.
 * @throws SettingsError with every issue that they have
 */
export function loadSettings(): Settings {
  const source = currentSource();
  const result = parseSettings(source);
  if (!result.ok) throw new SettingsError(source.stage, result.issues);
  return result.settings;
}

/** The settings of the stage that runs: under `pulumi`, and under mocks after `pulumi.runtime.setAllConfig`. */
export function currentSource(): SettingsSource {
  const values = pulumi.runtime.allConfig();
  return {
    project: pulumi.getProject(),
    stage: pulumi.getStack(),
    values,
    secretKeys: new Set(Object.keys(values).filter(isSecret)),
    readFile: readProjectFile,
  };
}

function isSecret(fullKey: string): boolean {
  // Exported, but left out of the SDK's types; the public Config class does not tell which values are secrets.
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(fullKey);
}

function readProjectFile(path: string): string | undefined {
  const file = join(PROJECT_FOLDER, path);
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
}

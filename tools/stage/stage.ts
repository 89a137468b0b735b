import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { NAMESPACE, parseSettings, providerSettings, SettingsError, type Settings } from "../../config";
import type { AwsProviderSettings } from "../../lib/aws/provider-settings";
import { listFolder } from "../../lib/folder/list";
import { UserError } from "../../lib/user-error";
import { AwsClients } from "../../lib/aws";
import type { StageName } from "../../lib/naming";
import { asPulumiConfig, readProjectName, readStageSettings, stagesIn } from "../../offline/stage-file/stage-file";
import { unknownStage } from "../unknown-stage";

/** A stage as its file describes it: enough to find its deployed resources. */
export interface OperatedStage {
  readonly project: string;
  readonly stageName: StageName;
  readonly settings: Settings;
  readonly provider: AwsProviderSettings;
}

/**
 * Reads a stage from its file alone: no state, no passphrase and no `pulumi` is needed.
 *
 * @param root the project's folder
 * @throws UserError with exit status 2 for an unknown stage or a file with issues
 */
export function readStage(root: string, stage: string): OperatedStage {
  const known = stagesIn(root);
  if (!known.includes(stage)) throw new UserError(unknownStage(stage, known), 2);
  const project = readProjectName(root);
  const { config: values, secretKeys } = asPulumiConfig(readStageSettings(root, stage, project));
  const readFile = (path: string) => readIfThere(join(root, path));
  const files = { readFile, listFolder: (path: string) => listFolder(root, path) };
  // Secrets cannot be decrypted here, and are not needed.
  const source = { project: NAMESPACE, projectName: project, stage, values, secretKeys: new Set(secretKeys) };
  const result = parseSettings({ ...source, ...files });
  if (!result.ok) throw new SettingsError(stage, result.issues);
  const { settings } = result;
  return { project, stageName: { service: settings.serviceName, stage }, settings, provider: providerSettings(values) };
}

/** Clients with the settings of the stage's provider. They check the account where the stage file allows only some. */
export function clientsOf({ provider }: OperatedStage): AwsClients {
  return new AwsClients(provider, () => Promise.resolve(provider.allowedAccountIds));
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
}

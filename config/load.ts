import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { listFolder } from "../lib/folder/list";
import type { AssumedRole, AwsProviderSettings } from "../lib/aws/provider-settings";
import { UserError } from "../lib/user-error";
import { SettingsError } from "./issue";
import { NAMESPACE } from "./namespace";
import { parseSettings } from "./parse";
import type { SettingsSource } from "./parser";
import { UNDECRYPTED } from "./secrets";
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

const TEXTS = "profile httpProxy httpsProxy noProxy customCaBundle retryMode stsRegion".split(" ");
const METADATA_TEXTS = ["ec2MetadataServiceEndpoint", "ec2MetadataServiceEndpointMode"];
const FLAGS = ["insecure", "useFipsEndpoint", "useDualstackEndpoint", "skipMetadataApiCheck"];

/**
 * The settings of the AWS provider, without credentials: these come from the environment and the profile. Call it after
 * `loadSettings`, which checks the values.
 * @param values settings by full key. @default those of the stage that runs
 * @throws UserError for a setting that cannot be decrypted here, as in a command that reads the stage file
 */
export function providerSettings(
  values: Readonly<Record<string, string>> = currentSource().values,
): AwsProviderSettings {
  const text = (key: string): string | undefined => {
    const value = values[`aws:${key}`]?.trim();
    if (value !== UNDECRYPTED) return value;
    throw new UserError(
      `aws:${key} is stored as a secret, which only pulumi can decrypt; this command needs it to connect to AWS. ` +
        "Set it in the environment or in a profile instead",
    );
  };
  const parsed = (key: string): unknown => JSON.parse(text(key) ?? "null") ?? undefined;
  const list = (key: string) => (parsed(key) ?? []) as readonly unknown[];
  const maxRetries = text("maxRetries");
  const optional = [
    ...[...TEXTS, ...METADATA_TEXTS].map((key) => [key, text(key)] as const),
    ...[...FLAGS, "assumeRoleWithWebIdentity"].map((key) => [key, parsed(key)] as const),
    ["maxRetries", maxRetries === undefined ? undefined : Number(maxRetries)],
    ["sharedConfigFile", list("sharedConfigFiles")[0]],
    ["sharedCredentialsFile", list("sharedCredentialsFiles")[0]],
  ] as const;
  return {
    region: values["aws:region"] ?? "",
    ...(Object.fromEntries(optional.filter(([, value]) => value !== undefined)) as Partial<AwsProviderSettings>),
    endpoints: endpointsOf(list("endpoints") as readonly Readonly<Record<string, string>>[]),
    assumeRoles: list("assumeRoles") as readonly AssumedRole[],
    // Commands can do without the accounts, which the provider compares at deployment.
    allowedAccountIds: (values["aws:allowedAccountIds"] === UNDECRYPTED
      ? []
      : list("allowedAccountIds")) as readonly string[],
  };
}

/**
 * Other names that the provider has for services, as of \@pulumi/aws 7.48.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/names/data/names_data.hcl
 */
const SERVICES: Readonly<Record<string, string>> = {
  cloudwatchlog: "logs",
  cloudwatchlogs: "logs",
  elasticloadbalancing: "elb",
  s3api: "s3",
};

/** An empty endpoint is AWS's own. */
function endpointsOf(lists: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const entries = lists.flatMap((each) => Object.entries(each)).filter(([, url]) => url !== "");
  return Object.fromEntries(entries.map(([service, url]) => [SERVICES[service] ?? service, url]));
}

/** The configuration of the stage that runs: under `pulumi`, and under mocks after `pulumi.runtime.setAllConfig`. */
function currentSource(): SettingsSource {
  const values = pulumi.runtime.allConfig();
  return {
    project: NAMESPACE,
    projectName: pulumi.getProject(),
    stage: pulumi.getStack(),
    values,
    secretKeys: new Set(Object.keys(values).filter(isSecret)),
    readFile: readProjectFile,
    listFolder: (path) => listFolder(PROJECT_FOLDER, path),
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

import type { AwsProviderSettings } from "./provider-settings";
import { expandPath } from "./expand-path";

type Profile = Pick<AwsProviderSettings, "profile" | "sharedConfigFile" | "sharedCredentialsFile">;

/**
 * A setting of the profile in use, for those that the AWS SDK for JavaScript does not read.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 * @returns undefined where neither the credentials file nor the config file has it
 */
export async function profileSetting(
  name: string,
  { profile, sharedConfigFile, sharedCredentialsFile }: Profile,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const { AWS_PROFILE, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = environment;
  const used = profile ?? nonEmpty(AWS_PROFILE) ?? "default";
  const { credentialsFile, configFile } = await loadSharedConfigFiles({
    filepath: expandPath(sharedCredentialsFile ?? nonEmpty(AWS_SHARED_CREDENTIALS_FILE) ?? "~/.aws/credentials"),
    configFilepath: expandPath(sharedConfigFile ?? nonEmpty(AWS_CONFIG_FILE) ?? "~/.aws/config"),
    ignoreCache: true,
  });
  return nonEmpty(credentialsFile[used]?.[name]) ?? nonEmpty(configFile[used]?.[name]);
}

const nonEmpty = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

import { readFile } from "node:fs/promises";
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
  const used = profile ?? nonEmpty(environment.AWS_PROFILE) ?? "default";
  const places = [
    [sharedCredentialsFile ?? nonEmpty(environment.AWS_SHARED_CREDENTIALS_FILE) ?? "~/.aws/credentials", used],
    [
      sharedConfigFile ?? nonEmpty(environment.AWS_CONFIG_FILE) ?? "~/.aws/config",
      used === "default" ? used : `profile ${used}`,
    ],
  ] as const;
  for (const [file, section] of places) {
    const value = valueIn(await textOf(expandPath(file, environment)), section, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueIn(text: string, section: string, name: string): string | undefined {
  let current = "";
  for (const line of text.split(/\r?\n/)) {
    const [, heading] = /^\[\s*(.+?)\s*\]/.exec(line) ?? [];
    if (heading !== undefined) current = heading.replace(/\s+/g, " ");
    // A line that is indented belongs to a group of settings, such as `s3`.
    const [, key = "", value = ""] = /^([^\s=]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (current === section && key === name && value !== "") return value;
  }
  return undefined;
}

/** Empty where there is no such file, which is no fault. */
async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

const nonEmpty = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

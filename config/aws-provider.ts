import type { AssumedRole, AwsProviderSettings } from "../lib/aws/provider-settings";
import { UserError } from "../lib/user-error";
import { currentSource } from "./load";
import { UNDECRYPTED } from "./secrets";

/** Settings of the provider that are one text each. */
const TEXTS = [
  "profile",
  "httpProxy",
  "httpsProxy",
  "noProxy",
  "customCaBundle",
  "retryMode",
  "stsRegion",
  "ec2MetadataServiceEndpoint",
  "ec2MetadataServiceEndpointMode",
] as const;

/** Settings of the provider that are true or false. */
const SWITCHES = ["insecure", "useFipsEndpoint", "useDualstackEndpoint", "skipMetadataApiCheck"] as const;

/**
 * What the AWS provider of the stack that runs uses, from `aws:` settings. Credentials are none of it: they come from
 * the environment and the profile. Call it after `loadSettings`, which checks the values.
 * @param values settings by full key; those of the stack that runs unless given.
 * @throws UserError for a setting that is encrypted where it cannot be decrypted, as in a command that reads the stage file
 */
export function providerSettings(
  values: Readonly<Record<string, string>> = currentSource().values,
): AwsProviderSettings {
  const text = (key: string): string | undefined => {
    const value = values[`aws:${key}`]?.trim();
    if (value === UNDECRYPTED) {
      throw new UserError(
        `aws:${key} is stored as a secret, which only pulumi can decrypt; this command needs it to connect to AWS. ` +
          "Set it in the environment or in a profile instead",
      );
    }
    return value;
  };
  const json = (key: string): unknown => JSON.parse(text(key) ?? "null") as unknown;
  const list = (key: string) => (json(key) ?? []) as readonly unknown[];
  const entry = <T>(key: string, value: T | undefined) => (value === undefined ? [] : [[key, value] as const]);
  const maxRetries = text("maxRetries");
  const switchOf = (key: string): boolean | undefined => {
    const value = text(key);
    return value === undefined ? undefined : value === "true";
  };
  return {
    region: values["aws:region"] ?? "",
    ...(Object.fromEntries([
      ...TEXTS.flatMap((key) => entry(key, text(key))),
      ...SWITCHES.flatMap((key) => entry(key, switchOf(key))),
      ...entry("maxRetries", maxRetries === undefined ? undefined : Number(maxRetries)),
      ...entry("assumeRoleWithWebIdentity", json("assumeRoleWithWebIdentity") ?? undefined),
      ...entry("sharedConfigFile", list("sharedConfigFiles")[0]),
      ...entry("sharedCredentialsFile", list("sharedCredentialsFiles")[0]),
    ]) as Partial<AwsProviderSettings>),
    endpoints: Object.assign({}, ...(list("endpoints") as readonly Record<string, string>[])) as Record<string, string>,
    assumeRoles: list("assumeRoles") as readonly AssumedRole[],
    // An operator's command does without the comparison; the provider makes it.
    allowedAccountIds: (values["aws:allowedAccountIds"] === UNDECRYPTED
      ? []
      : list("allowedAccountIds")) as readonly string[],
  };
}

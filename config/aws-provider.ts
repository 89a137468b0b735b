import { UserError } from "../lib/user-error";
import { HIDDEN } from "./fault";
import { currentSource } from "./load";

/** A role that the provider takes on before it calls AWS, as `aws:assumeRoles` lists them. */
export interface AssumedRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  /** Such as `1h` or `30m`. */
  readonly duration?: string;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly sourceIdentity?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
}

/** The role that the provider assumes with the token in a file, as `aws:assumeRoleWithWebIdentity` names it. */
export interface WebIdentityRole extends Pick<
  AssumedRole,
  "roleArn" | "sessionName" | "duration" | "policy" | "policyArns"
> {
  readonly webIdentityTokenFile: string;
}

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

/** What the stack's AWS provider uses; code that calls AWS itself uses the same. */
export interface AwsProviderSettings extends Readonly<
  Partial<Record<(typeof TEXTS)[number], string> & Record<(typeof SWITCHES)[number], boolean>>
> {
  readonly region: string;
  /** Endpoints by the provider's name of the service: `{ec2: "http://127.0.0.1:5000"}`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Taken on one after the other. */
  readonly assumeRoles: readonly AssumedRole[];
  readonly assumeRoleWithWebIdentity?: WebIdentityRole;
  /** Account ids that may be changed; empty: any. */
  readonly allowedAccountIds: readonly string[];
  readonly maxRetries?: number;
  readonly sharedConfigFile?: string;
  readonly sharedCredentialsFile?: string;
}

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
    if (value === HIDDEN) {
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
    allowedAccountIds: (values["aws:allowedAccountIds"] === HIDDEN
      ? []
      : list("allowedAccountIds")) as readonly string[],
  };
}

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
}

/** What the stack's AWS provider uses; code that calls AWS itself uses the same. */
export interface AwsProviderSettings {
  readonly region: string;
  readonly profile?: string;
  /** Endpoints by the provider's name of the service: `{ec2: "http://127.0.0.1:5000"}`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Taken on one after the other. */
  readonly assumeRoles: readonly AssumedRole[];
  /** Account ids that may be changed; empty: any. */
  readonly allowedAccountIds: readonly string[];
}

/**
 * What the AWS provider of the stack that runs uses, from `aws:` settings. Credentials are none of it: they come from
 * the environment and the profile. Call it after `loadSettings`, which checks the values.
 * @param values settings by full key; those of the stack that runs unless given.
 */
export function providerSettings(
  values: Readonly<Record<string, string>> = currentSource().values,
): AwsProviderSettings {
  const profile = values["aws:profile"];
  return {
    region: values["aws:region"] ?? "",
    ...(profile !== undefined && { profile }),
    endpoints: Object.assign({}, ...(list(values["aws:endpoints"]) as readonly Record<string, string>[])) as Record<
      string,
      string
    >,
    assumeRoles: list(values["aws:assumeRoles"]) as readonly AssumedRole[],
    allowedAccountIds: list(values["aws:allowedAccountIds"]) as readonly string[],
  };
}

function list(text: string | undefined): readonly unknown[] {
  return text === undefined ? [] : (JSON.parse(text) as readonly unknown[]);
}

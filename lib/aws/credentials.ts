import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { AssumedRole, AwsProviderSettings } from "./provider-settings";
import { goDurationSeconds } from "../go-duration";
import { expandPath } from "./expand-path";
import type { RequestHandler } from "./request-handler";

/** The session's name where the provider is given none. */
const SESSION_NAME = "minimal-secure-web";

export interface StsConnection {
  readonly region: string;
  readonly endpoint?: string;
  readonly requestHandler?: RequestHandler;
}

/**
 * The credentials that the provider uses: a profile or the environment, then the roles that it assumes one after the
 * other.
 * @returns undefined if the provider uses the SDK's default credential chain
 */
export async function credentialsOf(
  provider: AwsProviderSettings,
  sts: StsConnection,
): Promise<AwsCredentialIdentityProvider | undefined> {
  const { profile, sharedConfigFile, sharedCredentialsFile, assumeRoles, assumeRoleWithWebIdentity } = provider;
  useMetadataService(provider);
  const places = {
    ...(profile === undefined ? {} : { profile }),
    ...(sharedConfigFile === undefined ? {} : { configFilepath: expandPath(sharedConfigFile) }),
    ...(sharedCredentialsFile === undefined ? {} : { filepath: expandPath(sharedCredentialsFile) }),
    ...(sts.requestHandler === undefined ? {} : { clientConfig: { requestHandler: sts.requestHandler } }),
  };
  const source = profile === undefined ? environmentSource() : undefined;
  if (
    Object.keys(places).length === 0 &&
    assumeRoles.length === 0 &&
    assumeRoleWithWebIdentity === undefined &&
    source === undefined
  ) {
    return undefined;
  }
  const { fromEnv, fromNodeProviderChain, fromTemporaryCredentials, fromTokenFile } =
    await import("@aws-sdk/credential-providers");
  const fromEnvironment = { keys: () => fromEnv(), token: () => fromTokenFile({ clientConfig: sts }) };
  const base =
    assumeRoleWithWebIdentity === undefined
      ? source === undefined
        ? fromNodeProviderChain(places)
        : fromEnvironment[source]()
      : fromTokenFile({
          roleArn: assumeRoleWithWebIdentity.roleArn,
          roleSessionName: assumeRoleWithWebIdentity.sessionName ?? SESSION_NAME,
          webIdentityTokenFile: expandPath(assumeRoleWithWebIdentity.webIdentityTokenFile),
          ...sessionOf(assumeRoleWithWebIdentity),
          clientConfig: sts,
        });
  return assumeRoles.reduce<AwsCredentialIdentityProvider>(
    (masterCredentials, role) =>
      fromTemporaryCredentials({ masterCredentials, clientConfig: sts, params: paramsOf(role) }),
    base,
  );
}

function sessionOf({ duration, policy, policyArns }: Pick<AssumedRole, "duration" | "policy" | "policyArns">): {
  durationSeconds?: number;
  policy?: string;
  policyArns?: { arn: string }[];
} {
  return {
    ...(duration === undefined ? {} : { durationSeconds: goDurationSeconds(duration) }),
    ...(policy === undefined ? {} : { policy }),
    ...(policyArns === undefined ? {} : { policyArns: policyArns.map((arn) => ({ arn })) }),
  };
}

/** Input of STS's `AssumeRole`. */
function paramsOf(role: AssumedRole) {
  const { durationSeconds, policy, policyArns } = sessionOf(role);
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? SESSION_NAME,
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(policyArns === undefined ? {} : { PolicyArns: policyArns }),
    ...(role.sourceIdentity === undefined ? {} : { SourceIdentity: role.sourceIdentity }),
    ...(role.tags === undefined ? {} : { Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(role.transitiveTagKeys === undefined ? {} : { TransitiveTagKeys: [...role.transitiveTagKeys] }),
  };
}

/**
 * What the provider uses before any profile that its settings do not name. The SDK for JavaScript prefers AWS_PROFILE, and the
 * default profile to a token.
 * https://github.com/aws/aws-sdk-go-v2/blob/main/config/resolve_credentials.go
 */
function environmentSource(): "keys" | "token" | undefined {
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "", AWS_WEB_IDENTITY_TOKEN_FILE = "" } = process.env;
  if (AWS_ACCESS_KEY_ID !== "" && AWS_SECRET_ACCESS_KEY !== "") return "keys";
  return AWS_WEB_IDENTITY_TOKEN_FILE === "" ? undefined : "token";
}

/** The SDK reads the metadata service's address only from the environment and the profile. */
function useMetadataService(provider: AwsProviderSettings): void {
  const { ec2MetadataServiceEndpoint: endpoint, ec2MetadataServiceEndpointMode: mode, skipMetadataApiCheck } = provider;
  if (endpoint !== undefined) process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = endpoint;
  if (mode !== undefined) process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE = mode;
  if (skipMetadataApiCheck === true) process.env.AWS_EC2_METADATA_DISABLED = "true";
}

/** A role that the provider assumes before it calls AWS, as `aws:assumeRoles` lists them. */
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
interface WebIdentityRole extends Pick<AssumedRole, "roleArn" | "sessionName" | "duration" | "policy" | "policyArns"> {
  readonly webIdentityTokenFile: string;
}

/** Configuration of the stack's AWS provider, which the program's own AWS clients share. */
export interface AwsProviderSettings {
  readonly region: string;
  /** Endpoints by the provider's name of the service: `{ec2: "http://127.0.0.1:5000"}`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Assumed one after the other. */
  readonly assumeRoles: readonly AssumedRole[];
  readonly assumeRoleWithWebIdentity?: WebIdentityRole;
  /** Account ids that may be changed; empty: any. */
  readonly allowedAccountIds: readonly string[];
  readonly maxRetries?: number;
  readonly retryMode?: string;
  readonly sharedConfigFile?: string;
  readonly sharedCredentialsFile?: string;
  readonly profile?: string;
  readonly stsRegion?: string;
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  readonly customCaBundle?: string;
  readonly insecure?: boolean;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
  readonly ec2MetadataServiceEndpoint?: string;
  readonly ec2MetadataServiceEndpointMode?: string;
  readonly skipMetadataApiCheck?: boolean;
}

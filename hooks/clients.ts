import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";

import type { AwsProviderSettings } from "../config";

// The SDK announces at every run that it will ask for Node 22 in 2027; the README recommends it already.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** What every client of the AWS SDK is made with. */
interface Connection {
  readonly region: string;
  readonly credentials?: AwsCredentialIdentityProvider;
  readonly endpoint?: string;
}

/**
 * The AWS API as hooks and tools use it: region, profile, roles and endpoints of the stack's own provider, and its account.
 * The SDK is loaded by the first that calls: most runs have no hook to run, and a preview never has.
 */
export class AwsClients {
  private checked: Promise<void> | undefined;

  /**
   * @param provider how the stack's provider is set up
   * @param accountIds the accounts in which that provider may work; none: any
   */
  constructor(
    private readonly provider: AwsProviderSettings,
    private readonly accountIds: () => Promise<readonly string[]>,
  ) {}

  /** @throws Error when the credentials at hand belong to another account than the provider's. */
  async ec2(): Promise<EC2Client> {
    const { EC2Client } = await import("@aws-sdk/client-ec2");
    return new EC2Client(await this.connection("ec2"));
  }

  /** @throws Error when the credentials at hand belong to another account than the provider's. */
  async elb(): Promise<ElasticLoadBalancingClient> {
    const { ElasticLoadBalancingClient } = await import("@aws-sdk/client-elastic-load-balancing");
    return new ElasticLoadBalancingClient(await this.connection("elb"));
  }

  /** @throws Error when the credentials at hand belong to another account than the provider's. */
  async autoScaling(): Promise<AutoScalingClient> {
    const { AutoScalingClient } = await import("@aws-sdk/client-auto-scaling");
    return new AutoScalingClient(await this.connection("autoscaling"));
  }

  /** @throws Error when the credentials at hand belong to another account than the provider's. */
  async iam(): Promise<IAMClient> {
    const { IAMClient } = await import("@aws-sdk/client-iam");
    return new IAMClient(await this.connection("iam"));
  }

  private async connection(service: string): Promise<Connection> {
    this.checked ??= this.checkAccount();
    await this.checked;
    return this.unchecked(service);
  }

  private async checkAccount(): Promise<void> {
    const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
    const { Account = "none" } = await new STSClient(await this.unchecked("sts")).send(
      new GetCallerIdentityCommand({}),
    );
    const expected = await this.accountIds();
    if (expected.length > 0 && !expected.includes(Account)) {
      throw new Error(
        `the provider of this stack works in account ${expected.join(" or ")}, but the credentials found here are of ${Account}`,
      );
    }
  }

  private async unchecked(service: string): Promise<Connection> {
    const credentials = await this.credentials();
    return { ...this.place(service), ...(credentials === undefined ? {} : { credentials }) };
  }

  private place(service: string): Pick<Connection, "region" | "endpoint"> {
    const endpoint = this.provider.endpoints[service];
    return { region: this.provider.region, ...(endpoint === undefined ? {} : { endpoint }) };
  }

  /** Nothing set: the SDK looks where the provider looks, in the environment first. */
  private async credentials(): Promise<AwsCredentialIdentityProvider | undefined> {
    const { profile, assumeRoles } = this.provider;
    if (profile === undefined && assumeRoles.length === 0) return undefined;
    const { fromNodeProviderChain, fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
    const base = fromNodeProviderChain(profile === undefined ? {} : { profile });
    return assumeRoles.reduce<AwsCredentialIdentityProvider>(
      (masterCredentials, role) =>
        fromTemporaryCredentials({
          masterCredentials,
          clientConfig: this.place("sts"),
          params: {
            RoleArn: role.roleArn,
            RoleSessionName: role.sessionName ?? "minimal-secure-web",
            ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
          },
        }),
      base,
    );
  }
}

import type { ACMClient } from "@aws-sdk/client-acm";
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { Route53Client } from "@aws-sdk/client-route-53";
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { AwsProviderSettings } from "./provider-settings";
import { partitionOf } from "../regions";
import { accountPlan } from "./account-plan";
import { withCallNames } from "./call-names";
import { checkEndpoints } from "./endpoints";
import { credentialsOf, type StsConnection } from "./credentials";
import { profileSetting } from "./profile";
import { requestHandlerOf, type RequestHandler } from "./request-handler";

// The SDK announces at every run that it will ask for Node 22 in 2027; the README recommends it already.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Timeout of the Free Tier API, since some networks do not reach it. */
const FREE_TIER_LIMIT_MS = 5000;

interface EndpointKinds {
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

interface Connection extends StsConnection, EndpointKinds {
  readonly credentials?: AwsCredentialIdentityProvider;
  readonly maxAttempts?: number;
  readonly retryMode?: string;
}

/**
 * The AWS API as hooks and tools use it: region, profile, roles and endpoints of the stack's own provider, and its account.
 * The first call loads the SDK: most runs have no hook to run, and a preview never has. Every client throws where the
 * credentials belong to another account than the provider's.
 */
export class AwsClients {
  private checked: Promise<void> | undefined;
  private credentials: Promise<AwsCredentialIdentityProvider | undefined> | undefined;
  private requestHandler: Promise<RequestHandler | undefined> | undefined;

  /**
   * @param provider how the stack's provider is set up
   * @param accountIds the accounts in which that provider may work; none: any
   */
  constructor(
    private readonly provider: AwsProviderSettings,
    private readonly accountIds: () => Promise<readonly string[]>,
  ) {}

  get region(): string {
    return this.provider.region;
  }

  async ec2(): Promise<EC2Client> {
    const { EC2Client } = await import("@aws-sdk/client-ec2");
    return withCallNames(new EC2Client(await this.connection("ec2")));
  }

  async elb(): Promise<ElasticLoadBalancingClient> {
    const { ElasticLoadBalancingClient } = await import("@aws-sdk/client-elastic-load-balancing");
    return withCallNames(new ElasticLoadBalancingClient(await this.connection("elb")));
  }

  async autoScaling(): Promise<AutoScalingClient> {
    const { AutoScalingClient } = await import("@aws-sdk/client-auto-scaling");
    return withCallNames(new AutoScalingClient(await this.connection("autoscaling")));
  }

  async iam(): Promise<IAMClient> {
    const { IAMClient } = await import("@aws-sdk/client-iam");
    return withCallNames(new IAMClient(await this.connection("iam")));
  }

  async acm(): Promise<ACMClient> {
    const { ACMClient } = await import("@aws-sdk/client-acm");
    return withCallNames(new ACMClient(await this.connection("acm")));
  }

  async ssm(): Promise<SSMClient> {
    const { SSMClient } = await import("@aws-sdk/client-ssm");
    return withCallNames(new SSMClient(await this.connection("ssm")));
  }

  async route53(): Promise<Route53Client> {
    const { Route53Client } = await import("@aws-sdk/client-route-53");
    return withCallNames(new Route53Client(await this.connection("route53")));
  }

  /**
   * @returns undefined where EC2 has an endpoint of its own, such as an emulator's, and Service Quotas has none: AWS's
   * own quotas do not count there
   */
  async serviceQuotas(): Promise<ServiceQuotasClient | undefined> {
    const { endpoints } = this.provider;
    const environment = process.env;
    const ec2IsElsewhere = (endpoints.ec2 ?? environment.AWS_ENDPOINT_URL_EC2) !== undefined;
    const isElsewhere =
      (endpoints.servicequotas ?? environment.AWS_ENDPOINT_URL_SERVICE_QUOTAS ?? environment.AWS_ENDPOINT_URL) !==
      undefined;
    if (ec2IsElsewhere && !isElsewhere) return undefined;
    const { ServiceQuotasClient } = await import("@aws-sdk/client-service-quotas");
    return withCallNames(new ServiceQuotasClient(await this.connection("servicequotas")));
  }

  /**
   * The account's plan, `FREE` or `PAID`.
   * @returns undefined where the API is none of AWS's own, or its partition has no plans, or FIPS endpoints are wanted, of
   * which it has none
   */
  async accountPlan(): Promise<string | undefined> {
    const { AWS_ENDPOINT_URL_FREETIER, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_EC2, AWS_USE_FIPS_ENDPOINT } = process.env;
    const { useFipsEndpoint = AWS_USE_FIPS_ENDPOINT === "true" } = await this.endpointKinds();
    if (useFipsEndpoint) return undefined;
    const endpoint = AWS_ENDPOINT_URL_FREETIER ?? AWS_ENDPOINT_URL;
    const ec2IsElsewhere = (this.provider.endpoints.ec2 ?? AWS_ENDPOINT_URL_EC2) !== undefined;
    if ((ec2IsElsewhere && endpoint === undefined) || partitionOf(this.provider.region) !== "aws") return undefined;
    const { credentials, requestHandler } = await this.connection("freetier");
    const [{ fromNodeProviderChain }, { NodeHttpHandler }] = await Promise.all([
      import("@aws-sdk/credential-providers"),
      import("@smithy/node-http-handler"),
    ]);
    return accountPlan({
      credentials: credentials ?? fromNodeProviderChain(),
      requestHandler: requestHandler ?? new NodeHttpHandler(),
      endpoint,
      signal: AbortSignal.timeout(FREE_TIER_LIMIT_MS),
    });
  }

  protected async connection(service: string): Promise<Connection> {
    this.checked ??= this.checkAccount();
    await this.checked;
    return this.unchecked(service);
  }

  private async checkAccount(): Promise<void> {
    const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
    const sts = withCallNames(new STSClient(await this.unchecked("sts")));
    const { Account = "none" } = await sts.send(new GetCallerIdentityCommand({}));
    const expected = await this.accountIds();
    if (expected.length > 0 && !expected.includes(Account)) {
      throw new Error(
        `the provider of this stack uses account ${expected.join(" or ")}, but the credentials found here belong to account ${Account}`,
      );
    }
  }

  private async unchecked(service: string): Promise<Connection> {
    checkEndpoints(this.provider.endpoints);
    this.credentials ??= this.place("sts").then((sts) => credentialsOf(this.provider, sts));
    const [place, credentials] = await Promise.all([this.place(service), this.credentials]);
    return { ...place, ...(credentials === undefined ? {} : { credentials }) };
  }

  /** Which endpoints of AWS the provider uses. */
  private async endpointKinds(): Promise<EndpointKinds> {
    const { useFipsEndpoint, useDualstackEndpoint } = this.provider;
    return given({
      useFipsEndpoint: useFipsEndpoint ?? (await this.profileFlag("use_fips_endpoint")),
      useDualstackEndpoint: useDualstackEndpoint ?? (await this.profileFlag("use_dualstack_endpoint")),
    });
  }

  /** Of the provider's own profile and file. The SDK knows those that the environment names. */
  private async profileFlag(name: string): Promise<boolean | undefined> {
    const { profile, sharedConfigFile } = this.provider;
    if (profile === undefined && sharedConfigFile === undefined) return undefined;
    if ((process.env[`AWS_${name.toUpperCase()}`] ?? "") !== "") return undefined;
    return (await profileSetting(name, this.provider))?.toLowerCase() === "true";
  }

  private async place(service: string): Promise<Connection> {
    const { endpoints, region, stsRegion, maxRetries, retryMode } = this.provider;
    this.requestHandler ??= requestHandlerOf(this.provider);
    const requestHandler = await this.requestHandler;
    const endpoint = endpoints[service];
    return {
      region: service === "sts" ? (stsRegion ?? region) : region,
      ...(requestHandler === undefined ? {} : { requestHandler }),
      // The provider uses its number of retries as the number of attempts.
      ...(maxRetries === undefined || maxRetries === 0 ? {} : { maxAttempts: maxRetries }),
      ...(retryMode === undefined ? {} : { retryMode }),
      // A custom endpoint is used as it is; the SDK rejects it together with either of these, also from the environment.
      ...(endpoint === undefined
        ? await this.endpointKinds()
        : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
    };
  }
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

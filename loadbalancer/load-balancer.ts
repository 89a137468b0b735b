import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CERTIFICATE_TIMEOUT_SECONDS, ensureListenerCertificate, type ListenerCertificate } from "../certs";
import type { LoadBalancerSettings } from "../config";
import { afterCreation, beforeChange } from "../lib/hooks";
import { loadBalancerName, nameOf, tagsOf, TLS_POLICY_NAME } from "../lib/naming";
import { knownInPreview } from "../lib/outputs";
import type { StageContext } from "../lib/stage-context";
import { loadBalancerAlarms } from "../monitoring";
import type { SecurityGroups, Vpc } from "../network";
import { leaveZones } from "./leave-zones";
import { reattach, type Attachment } from "./reattach";

export interface LoadBalancerArgs {
  readonly context: StageContext;
  readonly settings: Pick<LoadBalancerSettings, "http" | "stickiness">;
  readonly vpc: Pick<Vpc, "publicRouting"> & { readonly publicSubnetIds: readonly pulumi.Input<string>[] };
  readonly securityGroups: Pick<SecurityGroups, "idOf">;
  /** @default no HTTPS */
  readonly certificate: Pick<ListenerCertificate, "arn"> | undefined;
  /** Whether the state has a listener on port 443, which keeps its certificate until the hook swaps it in place. */
  readonly hasHttpsListener: boolean;
  /** @default no access logs */
  readonly accessLogs: { readonly bucket: pulumi.Input<string> } | undefined;
}

/** AWS's predefined policy of TLS 1.2 only. Without a policy AWS still accepts TLS 1.0. */
const TLS_POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";

/**
 * AWS's default. Web servers keep idle connections open for longer (`KeepAliveTimeout` in `compute/web/web.sh`), since
 * visitors would see 504 otherwise:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html
 */
const IDLE_SECONDS = 60;

/**
 * The name is a part of the id of a listener's policies. The provider would update them in place, and then look for the
 * old load balancer: the next deployment would fail with an internal error.
 */
const REPLACED_WITH_LOAD_BALANCER = { replaceOnChanges: ["loadBalancerName"] };

/** Seconds in which a deregistered web server can finish its responses. */
const DRAINING_SECONDS = 60;

const CERTIFICATE_LIMIT = `${CERTIFICATE_TIMEOUT_SECONDS}s`;

/** The Classic Load Balancer: nothing else in the VPC accepts connections from the internet. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly loadBalancerName: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  /** ID of the hosted zone of `dnsName`, which belongs to AWS. */
  readonly zoneId: pulumi.Output<string>;
  /** Undefined where HTTP is off. */
  readonly httpUrl: pulumi.Output<string> | undefined;
  /** Undefined where HTTPS is off. */
  readonly httpsUrl: pulumi.Output<string> | undefined;
  /** Gives port 443 its TLS policy, after its hook has swapped the certificate; undefined where HTTPS is off. */
  readonly httpsListener: aws.elb.ListenerPolicy | undefined;

  constructor(
    private readonly name: string,
    private readonly args: LoadBalancerArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:loadbalancer:LoadBalancer", name, {}, opts);
    const balancer = this.createLoadBalancer();
    this.loadBalancerName = balancer.name;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.httpUrl = args.settings.http === "off" ? undefined : pulumi.interpolate`http://${balancer.dnsName}/`;
    this.httpsUrl = args.certificate === undefined ? undefined : pulumi.interpolate`https://${balancer.dnsName}/`;
    const stickiness = this.createStickiness(balancer);
    this.httpsListener =
      args.certificate === undefined ? undefined : this.createTlsPolicy(balancer, args.certificate.arn, stickiness);
    if (args.settings.http !== "off" && stickiness.length > 0) this.setHttpPolicies(balancer, stickiness);
    const subject = loadBalancerName(args.context.stageName);
    loadBalancerAlarms(name, { context: args.context, subject, loadBalancerName: balancer.name, parent: this });
    this.registerOutputs({ loadBalancerName: this.loadBalancerName, dnsName: this.dnsName });
  }

  private createLoadBalancer(): aws.elb.LoadBalancer {
    const { context, vpc, securityGroups, certificate, hasHttpsListener, accessLogs } = this.args;
    const physicalName = loadBalancerName(context.stageName);
    return new aws.elb.LoadBalancer(
      this.name,
      {
        name: physicalName,
        internal: false,
        // A set. For an unknown one, as of a zone that is added, the provider would plan a replacement, which `protect` forbids.
        subnets: knownInPreview(vpc.publicSubnetIds),
        securityGroups: [securityGroups.idOf("loadBalancer")],
        listeners: this.listeners(),
        healthCheck: {
          target: "HTTP:80/index.html",
          healthyThreshold: 2,
          unhealthyThreshold: 2,
          interval: 10,
          timeout: 5,
        },
        idleTimeout: IDLE_SECONDS,
        crossZoneLoadBalancing: true,
        connectionDraining: true,
        connectionDrainingTimeout: DRAINING_SECONDS,
        desyncMitigationMode: "defensive",
        ...(accessLogs === undefined ? {} : { accessLogs: { bucket: accessLogs.bucket, enabled: true, interval: 5 } }),
        tags: tagsOf(context.stageName, physicalName),
      },
      {
        parent: this,
        protect: context.protect,
        dependsOn: [...vpc.publicRouting],
        // How long the provider tries again while the load balancer does not find a new listener's certificate.
        ...(certificate === undefined
          ? {}
          : { customTimeouts: { create: CERTIFICATE_LIMIT, update: CERTIFICATE_LIMIT } }),
        // A changed certificate here would delete the listener and create it again. The listener policy's hook swaps it
        // in place instead. A new listener has no certificate to keep and needs this one.
        ...(certificate !== undefined && hasHttpsListener ? { ignoreChanges: ["listeners[0].sslCertificateId"] } : {}),
        hooks: this.hooks({ groupName: nameOf(context.stageName, { prefix: "asg" }), loadBalancerName: physicalName }),
      },
    );
  }

  private hooks(names: Attachment): pulumi.ResourceHookBinding {
    const { clients } = this.args.context;
    const { beforeUpdate = [] } = beforeChange(`${this.name}-has-servers-elsewhere`, ({ subnets }) =>
      leaveZones({ ...names, subnetIds: subnets as readonly string[] }, clients),
    );
    return { ...afterCreation(`${this.name}-is-attached`, () => reattach(names, clients)), beforeUpdate };
  }

  /** HTTPS comes first, since its index must not depend on the setting `http`. */
  private listeners(): aws.types.input.elb.LoadBalancerListener[] {
    const { settings, certificate } = this.args;
    const toWebServers = { instancePort: 80, instanceProtocol: "http" };
    return [
      ...(certificate === undefined
        ? []
        : [{ ...toWebServers, lbPort: 443, lbProtocol: "https", sslCertificateId: certificate.arn }]),
      ...(settings.http === "off" ? [] : [{ ...toWebServers, lbPort: 80, lbProtocol: "http" }]),
    ];
  }

  /**
   * A policy of the load balancer's own cookie, if it is on. The provider's resource for it would set it alone on a
   * listener, and so drop the TLS policy: AWS replaces all policies of a listener at once.
   * https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_SetLoadBalancerPoliciesOfListener.html
   * @returns names of the policies that every listener has
   */
  private createStickiness(balancer: aws.elb.LoadBalancer): readonly pulumi.Output<string>[] {
    const seconds = this.args.settings.stickiness;
    if (seconds === undefined) return [];
    const policy = new aws.elb.LoadBalancerPolicy(
      `${this.name}-stickiness`,
      {
        loadBalancerName: balancer.name,
        // Another number is another policy, which a listener gets in place of the old one before that is deleted.
        policyName: `stickiness-${seconds}`,
        policyTypeName: "LBCookieStickinessPolicyType",
        policyAttributes: [{ name: "CookieExpirationPeriod", value: String(seconds) }],
      },
      { parent: this },
    );
    return [policy.policyName];
  }

  private setHttpPolicies(balancer: aws.elb.LoadBalancer, policyNames: readonly pulumi.Output<string>[]): void {
    new aws.elb.ListenerPolicy(
      `${this.name}-http`,
      { loadBalancerName: balancer.name, loadBalancerPort: 80, policyNames: [...policyNames] },
      // As on port 443. A policy that is deleted leaves its listeners first.
      { parent: this, retainOnDelete: true, ...REPLACED_WITH_LOAD_BALANCER },
    );
  }

  private createTlsPolicy(
    balancer: aws.elb.LoadBalancer,
    certificate: pulumi.Input<string>,
    others: readonly pulumi.Output<string>[],
  ): aws.elb.ListenerPolicy {
    const policy = new aws.elb.LoadBalancerPolicy(
      `${this.name}-tls`,
      {
        loadBalancerName: balancer.name,
        policyName: TLS_POLICY_NAME,
        policyTypeName: "SSLNegotiationPolicyType",
        policyAttributes: [{ name: "Reference-Security-Policy", value: TLS_POLICY }],
      },
      { parent: this },
    );
    return new aws.elb.ListenerPolicy(
      `${this.name}-https`,
      {
        loadBalancerName: balancer.name,
        loadBalancerPort: 443,
        policyNames: [policy.policyName, ...others],
        // A changed certificate updates this resource, and the hook swaps it before.
        triggers: { certificate },
      },
      {
        parent: this,
        // AWS deletes it with its listener, so that a deletion by Pulumi would fail with ListenerNotFound:
        // https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_SetLoadBalancerPoliciesOfListener.html
        retainOnDelete: true,
        ...REPLACED_WITH_LOAD_BALANCER,
        hooks: beforeChange(`${this.name}-has-certificate`, ({ loadBalancerName, triggers }) =>
          ensureListenerCertificate(
            {
              loadBalancerName: String(loadBalancerName),
              port: 443,
              certificateArn: (triggers as { certificate: string }).certificate,
            },
            this.args.context.clients,
          ),
        ),
      },
    );
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { loadBalancerAlarms } from "../monitoring";
import { ensureListenerCertificate } from "../certs";
import type { HttpMode } from "../config";
import { type AwsClients } from "../lib/aws";
import { beforeChange } from "../lib/hooks";
import { tagsOf, type StageName } from "../lib/naming";
import { loadBalancerName } from "../preflight/https-listener";

/** HTTPS of a load balancer. */
export interface HttpsArgs {
  readonly certificateArn: pulumi.Input<string>;
  /** Whether port 443 has its listener already, which keeps its certificate until that is swapped in place. */
  readonly hasListener: boolean;
}

/** Arguments of {@link LoadBalancer}. */
export interface LoadBalancerArgs {
  readonly stageName: StageName;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  readonly http: HttpMode;
  /** Absent: no HTTPS. */
  readonly https?: HttpsArgs | undefined;
  /** Bucket of the access logs; absent: none are written. */
  readonly accessLogsBucket?: pulumi.Input<string> | undefined;
  /** SNS topic that alarms go to; absent: no alarms. */
  readonly alarmTopicArn?: pulumi.Input<string> | undefined;
  /** Refuse to delete it. */
  readonly protect: boolean;
  /** What must stand before it reaches the internet, and go after it. */
  readonly publicRouting: readonly pulumi.Resource[];
  readonly clients: AwsClients;
}

/** AWS's predefined policy of TLS 1.2 only. Without a policy AWS still accepts TLS 1.0. */
const TLS_POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";

/**
 * The name of this load balancer's policy that refers to it. AWS rejects a name of one's own that begins with
 * `ELBSecurityPolicy-` or `ELBSample-`:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ssl-config-update.html
 */
const TLS_POLICY_NAME = "tls-1-2-2017-01";

/**
 * Seconds after which an idle connection is closed, which is AWS's default. Web servers keep theirs open for longer
 * (`KeepAliveTimeout` in `compute/web/web.sh`), or visitors see 504:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html
 */
const IDLE_SECONDS = 60;

/** Seconds for which a web server that leaves may finish its answers. */
const DRAINING_SECONDS = 60;

/** The Classic Load Balancer: the only thing that the internet may speak to. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly loadBalancerName: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  /** Absent where plain HTTP is off. */
  readonly httpUrl: pulumi.Output<string> | undefined;
  /** Absent where HTTPS is off. */
  readonly httpsUrl: pulumi.Output<string> | undefined;
  /** Gives port 443 its TLS policy, after its hook has swapped the certificate; absent where HTTPS is off. */
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
    this.httpUrl = args.http === "off" ? undefined : pulumi.interpolate`http://${balancer.dnsName}/`;
    this.httpsUrl = args.https === undefined ? undefined : pulumi.interpolate`https://${balancer.dnsName}/`;
    this.httpsListener = args.https === undefined ? undefined : this.createTlsPolicy(balancer, args.https);
    if (args.alarmTopicArn !== undefined) {
      loadBalancerAlarms(name, {
        stageName: args.stageName,
        subject: this.physicalName(),
        loadBalancerName: balancer.name,
        topicArn: args.alarmTopicArn,
        parent: this,
      });
    }
    this.registerOutputs({ loadBalancerName: this.loadBalancerName, dnsName: this.dnsName });
  }

  private createLoadBalancer(): aws.elb.LoadBalancer {
    const { args } = this;
    return new aws.elb.LoadBalancer(
      this.name,
      {
        name: this.physicalName(),
        internal: false,
        subnets: [...args.subnetIds],
        securityGroups: [args.securityGroupId],
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
        ...(args.accessLogsBucket === undefined
          ? {}
          : { accessLogs: { bucket: args.accessLogsBucket, enabled: true, interval: 5 } }),
        tags: tagsOf(args.stageName, this.physicalName()),
      },
      {
        parent: this,
        protect: args.protect,
        dependsOn: [...args.publicRouting],
        // A changed certificate here would close the listener and open it again. The listener policy's hook swaps it
        // in place instead. Where port 443 has no listener, there is no old value to keep: the new one needs this.
        ...(args.https?.hasListener === true ? { ignoreChanges: ["listeners[0].sslCertificateId"] } : {}),
      },
    );
  }

  /** HTTPS comes first: its place in the list must not depend on the setting `http`. */
  private listeners(): aws.types.input.elb.LoadBalancerListener[] {
    const { http, https } = this.args;
    const toWebServers = { instancePort: 80, instanceProtocol: "http" };
    return [
      ...(https === undefined
        ? []
        : [{ ...toWebServers, lbPort: 443, lbProtocol: "https", sslCertificateId: https.certificateArn }]),
      ...(http === "off" ? [] : [{ ...toWebServers, lbPort: 80, lbProtocol: "http" }]),
    ];
  }

  private createTlsPolicy(balancer: aws.elb.LoadBalancer, https: HttpsArgs): aws.elb.ListenerPolicy {
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
        policyNames: [policy.policyName],
        // A changed certificate is an update of this resource, before which the hook swaps it.
        triggers: { certificate: https.certificateArn },
      },
      {
        parent: this,
        // It goes with its listener. By the time Pulumi would delete it, that is closed, and AWS says ListenerNotFound:
        // https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_SetLoadBalancerPoliciesOfListener.html
        retainOnDelete: true,
        hooks: beforeChange(`${this.name}-has-certificate`, ({ loadBalancerName, triggers }) =>
          ensureListenerCertificate(
            {
              loadBalancerName: String(loadBalancerName),
              port: 443,
              certificateArn: (triggers as { certificate: string }).certificate,
            },
            this.args.clients,
          ),
        ),
      },
    );
  }

  private physicalName(): string {
    return loadBalancerName(this.args.stageName);
  }
}

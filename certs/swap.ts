import { type AwsClients } from "../lib/aws";
import { poll } from "../lib/poll";

/**
 * The load balancer usually finds a new certificate within seconds. AWS advises to wait up to 15 minutes:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ts-elb-error-api-response.html
 */
export const CERTIFICATE_TIMEOUT_SECONDS = 900;

export interface CertificateSwap {
  readonly loadBalancerName: string;
  readonly port: number;
  readonly certificateArn: string;
}

/**
 * Sets a listener's certificate in place, unless it has it already: the listener stays open and keeps its TLS policy.
 * The provider would delete the listener and create it again, which is an outage.
 * @throws Error when the listener does not exist, or the load balancer does not find the certificate for 15 minutes
 */
export async function ensureListenerCertificate(
  listener: CertificateSwap,
  clients: Pick<AwsClients, "elb">,
): Promise<void> {
  const { loadBalancerName, port, certificateArn } = listener;
  const sdk = await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  await poll({
    what: `certificate of ${loadBalancerName}:${port}`,
    intervalSeconds: 3,
    timeoutSeconds: CERTIFICATE_TIMEOUT_SECONDS,
    advice: `Check that it exists: ${certificateArn.includes(":acm:") ? "aws acm list-certificates" : "aws iam list-server-certificates"}`,
    check: async () => {
      const { LoadBalancerDescriptions } = await elb.send(
        new sdk.DescribeLoadBalancersCommand({ LoadBalancerNames: [loadBalancerName] }),
      );
      const listeners = LoadBalancerDescriptions?.[0]?.ListenerDescriptions ?? [];
      const found = listeners.find(({ Listener }) => Listener?.LoadBalancerPort === port);
      if (found === undefined) {
        throw new Error(`load balancer ${loadBalancerName} has no listener on port ${port}. Run: pulumi up --refresh`);
      }
      if (found.Listener?.SSLCertificateId === certificateArn) return undefined;
      try {
        await elb.send(
          new sdk.SetLoadBalancerListenerSSLCertificateCommand({
            LoadBalancerName: loadBalancerName,
            LoadBalancerPort: port,
            SSLCertificateId: certificateArn,
          }),
        );
        return undefined;
      } catch (error) {
        if (error instanceof sdk.CertificateNotFoundException) return "is not available to the load balancer yet";
        throw error;
      }
    },
  });
}

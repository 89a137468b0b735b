import { type AwsClients } from "../lib/aws";
import { poll } from "../lib/poll";

/**
 * A new certificate is known to the load balancer within seconds as a rule. AWS advises to wait up to 15 minutes:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ts-elb-error-api-response.html
 */
const LIMIT_SECONDS = 900;

/** What the swap needs to know of a listener. */
export interface ListenerCertificate {
  readonly loadBalancerName: string;
  readonly port: number;
  readonly certificateArn: string;
}

/**
 * Gives a listener a certificate in place, and does nothing where it has it: the listener stays open and keeps its
 * TLS policy. The provider's own way is to delete the listener and to create it again: an outage.
 *
 * @throws Error when the listener is not there, or IAM has not spread the certificate after 15 minutes
 */
export async function ensureListenerCertificate(
  listener: ListenerCertificate,
  clients: Pick<AwsClients, "elb">,
): Promise<void> {
  const { loadBalancerName, port, certificateArn } = listener;
  const sdk = await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  await poll({
    what: `certificate of ${loadBalancerName}:${port}`,
    intervalSeconds: 3,
    timeoutSeconds: LIMIT_SECONDS,
    advice: `Check that it exists: aws iam list-server-certificates`,
    look: async () => {
      const { LoadBalancerDescriptions } = await elb.send(
        new sdk.DescribeLoadBalancersCommand({ LoadBalancerNames: [loadBalancerName] }),
      );
      const listeners = LoadBalancerDescriptions?.[0]?.ListenerDescriptions ?? [];
      const found = listeners.find(({ Listener }) => Listener?.LoadBalancerPort === port);
      if (found === undefined) throw new Error(`load balancer ${loadBalancerName} has no listener on port ${port}`);
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
        if (error instanceof sdk.CertificateNotFoundException) return "IAM has not spread it yet";
        throw error;
      }
    },
  });
}

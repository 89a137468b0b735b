import type { AwsClients } from "../lib/aws";
import { nameOf, type StageName } from "../lib/naming";

/** The name of a stage's load balancer. */
export function loadBalancerName(stageName: StageName): string {
  return nameOf(stageName, { prefix: "elb" });
}

/**
 * Whether a stage's load balancer listens on port 443 already. AWS is asked, not the outputs of the stack: an update
 * that failed may have opened it.
 */
export async function hasHttpsListener(stageName: StageName, clients: Pick<AwsClients, "elb">): Promise<boolean> {
  const { AccessPointNotFoundException, DescribeLoadBalancersCommand } =
    await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  try {
    const { LoadBalancerDescriptions = [] } = await elb.send(
      new DescribeLoadBalancersCommand({ LoadBalancerNames: [loadBalancerName(stageName)] }),
    );
    return LoadBalancerDescriptions.some(({ ListenerDescriptions = [] }) =>
      ListenerDescriptions.some(({ Listener }) => Listener?.LoadBalancerPort === 443),
    );
  } catch (error) {
    if (error instanceof AccessPointNotFoundException) return false;
    throw error;
  }
}

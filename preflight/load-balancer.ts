import type { LoadBalancerDescription } from "@aws-sdk/client-elastic-load-balancing";
import type { AwsClients } from "../lib/aws";
import { loadBalancerName, type StageName } from "../lib/naming";

/** The API's code is LoadBalancerNotFound; the SDK names the error after the shape in its model. */
const NOT_FOUND = /^(AccessPoint|LoadBalancer)NotFound(Exception)?$/;

/** @returns undefined when the stage has no load balancer */
export async function findLoadBalancer(
  stageName: StageName,
  clients: Pick<AwsClients, "elb">,
): Promise<LoadBalancerDescription | undefined> {
  const { DescribeLoadBalancersCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  try {
    const { LoadBalancerDescriptions } = await elb.send(
      new DescribeLoadBalancersCommand({ LoadBalancerNames: [loadBalancerName(stageName)] }),
    );
    return LoadBalancerDescriptions?.[0];
  } catch (error) {
    if (error instanceof Error && NOT_FOUND.test(error.name)) return undefined;
    throw error;
  }
}

/** Asks AWS and not the stack's outputs, since an update that failed may have created the listener. */
export async function hasHttpsListener(stageName: StageName, clients: Pick<AwsClients, "elb">): Promise<boolean> {
  const { ListenerDescriptions = [] } = (await findLoadBalancer(stageName, clients)) ?? {};
  return ListenerDescriptions.some(({ Listener }) => Listener?.LoadBalancerPort === 443);
}

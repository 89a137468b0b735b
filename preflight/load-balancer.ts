import type { LoadBalancerDescription } from "@aws-sdk/client-elastic-load-balancing";
import type { AwsClients } from "../lib/aws";
import { loadBalancerName, TLS_POLICY_NAME, type StageName } from "../lib/naming";
import type { PreflightCheck } from "./check";
import type { LastDeployment } from "./last-deployment";

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

/**
 * Whether the stack's state has a listener on port 443. Asks AWS and not only the stack's outputs, since an update that
 * failed may have created the listener. One without the policy, which is created next, may have been created without
 * being recorded, in an update that was interrupted: it gets its certificate again, which changes nothing in AWS.
 * @param last the last successful deployment
 */
export async function hasHttpsListener(
  stageName: StageName,
  last: Pick<LastDeployment, "httpsUrl">,
  clients: Pick<AwsClients, "elb">,
): Promise<boolean> {
  const { ListenerDescriptions = [], Policies } = (await findLoadBalancer(stageName, clients)) ?? {};
  const isRecorded = last.httpsUrl !== undefined || Policies?.OtherPolicies?.includes(TLS_POLICY_NAME) === true;
  return isRecorded && ListenerDescriptions.some(({ Listener }) => Listener?.LoadBalancerPort === 443);
}

/** The listeners that the program creates: load balancer port to instance port. */
const OWN_LISTENERS: readonly string[] = ["HTTPS 443 to 80", "HTTP 80 to 80"];

/**
 * Rejects a deployment while the load balancer has a listener that was added or changed by hand. The provider sorts listeners
 * when it reads them, so the certificate that the program ignores by the listener's place in the list would be that of
 * another one, and the provider would delete port 443 and fail to create it again.
 */
export function foreignListeners(
  { stageName, region }: { readonly stageName: StageName; readonly region: string },
  clients: Pick<AwsClients, "elb">,
): PreflightCheck {
  return {
    what: "compare the load balancer's listeners",
    run: async () => {
      const { ListenerDescriptions = [] } = (await findLoadBalancer(stageName, clients)) ?? {};
      return ListenerDescriptions.flatMap(({ Listener }) => {
        const { Protocol = "", LoadBalancerPort: port = 0, InstancePort = 0 } = Listener ?? {};
        const text = `${Protocol} ${port} to ${InstancePort}`;
        if (OWN_LISTENERS.includes(text)) return [];
        const name = loadBalancerName(stageName);
        return [
          `load balancer ${name} has a listener that this program has not created: ${text}. To delete it: aws elb ` +
            `delete-load-balancer-listeners --load-balancer-name ${name} --load-balancer-ports ${port} --region ${region}`,
        ];
      });
    },
  };
}

import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { describeGroup, type AwsClients } from "../lib/aws";
import { poll } from "../lib/poll";
import { messageOf } from "../lib/user-error";

/** AWS deregisters servers within seconds where no connection has to be drained. */
const TIMEOUT_SECONDS = 300;

export interface Attachment {
  readonly groupName: string;
  readonly loadBalancerName: string;
}

/**
 * Attaches a new load balancer to a group that had one of the same name. That one was deleted by hand, so the group still
 * lists its name, the provider sees no change, and AWS registers no server with the new one. Without such a group, nothing
 * needs to be done.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachLoadBalancers.html
 * @throws Error that says how to attach it by hand: the next `pulumi up` does not
 */
export async function reattach(names: Attachment, clients: Pick<AwsClients, "autoScaling">): Promise<void> {
  try {
    await detachAndAttach(names, clients);
  } catch (error) {
    const options = `--auto-scaling-group-name ${names.groupName} --load-balancer-names ${names.loadBalancerName}`;
    throw new Error(
      `${messageOf(error)} Web servers get no requests until you attach it: ` +
        `aws autoscaling detach-load-balancers ${options}; a minute later: aws autoscaling attach-load-balancers ${options}`,
    );
  }
}

async function detachAndAttach(
  { groupName, loadBalancerName }: Attachment,
  clients: Pick<AwsClients, "autoScaling">,
): Promise<void> {
  const sdk = await import("@aws-sdk/client-auto-scaling");
  const autoScaling = await clients.autoScaling();
  const group = await describeGroup(groupName, autoScaling);
  if (group?.LoadBalancerNames?.includes(loadBalancerName) !== true) return;
  const input = { AutoScalingGroupName: groupName, LoadBalancerNames: [loadBalancerName] };
  await autoScaling.send(new sdk.DetachLoadBalancersCommand(input));
  await poll({
    what: `load balancer ${loadBalancerName}`,
    intervalSeconds: 3,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice: `See its state: aws autoscaling describe-load-balancers --auto-scaling-group-name ${groupName}.`,
    check: async () =>
      (await attached(groupName, autoScaling)).includes(loadBalancerName)
        ? `is still being detached from ${groupName}`
        : undefined,
  });
  await autoScaling.send(new sdk.AttachLoadBalancersCommand(input));
}

async function attached(groupName: string, autoScaling: AutoScalingClient): Promise<readonly (string | undefined)[]> {
  const { DescribeLoadBalancersCommand } = await import("@aws-sdk/client-auto-scaling");
  const { LoadBalancers = [] } = await autoScaling.send(
    new DescribeLoadBalancersCommand({ AutoScalingGroupName: groupName }),
  );
  return LoadBalancers.map(({ LoadBalancerName }) => LoadBalancerName);
}

import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { describeGroup, sendOnceFree, type AwsClients } from "../lib/aws";
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
  const { groupName, loadBalancerName } = names;
  const options = `--auto-scaling-group-name ${groupName} --load-balancer-names ${loadBalancerName}`;
  const attachByHand = `aws autoscaling attach-load-balancers ${options}`;
  let byHand = `aws autoscaling detach-load-balancers ${options}; a minute later: ${attachByHand}`;
  try {
    const autoScaling = await clients.autoScaling();
    const group = await describeGroup(groupName, autoScaling);
    if (group?.LoadBalancerNames?.includes(loadBalancerName) !== true) return;
    await detach(names, autoScaling);
    byHand = attachByHand;
    const { AttachLoadBalancersCommand } = await import("@aws-sdk/client-auto-scaling");
    await sendOnceFree(groupName, () => autoScaling.send(new AttachLoadBalancersCommand(inputOf(names))));
  } catch (error) {
    throw new Error(`${messageOf(error)} Web servers get no requests until you attach it: ${byHand}`);
  }
}

const inputOf = ({ groupName, loadBalancerName }: Attachment) => ({
  AutoScalingGroupName: groupName,
  LoadBalancerNames: [loadBalancerName],
});

async function detach(names: Attachment, autoScaling: AutoScalingClient): Promise<void> {
  const { groupName, loadBalancerName } = names;
  const { DetachLoadBalancersCommand } = await import("@aws-sdk/client-auto-scaling");
  try {
    await sendOnceFree(groupName, () => autoScaling.send(new DetachLoadBalancersCommand(inputOf(names))));
  } catch (error) {
    // The SDK sends the call again when its response is lost.
    if (!messageOf(error).includes("not part of the group")) throw error;
  }
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
}

async function attached(groupName: string, autoScaling: AutoScalingClient): Promise<readonly (string | undefined)[]> {
  const { DescribeLoadBalancersCommand } = await import("@aws-sdk/client-auto-scaling");
  const { LoadBalancers = [] } = await autoScaling.send(
    new DescribeLoadBalancersCommand({ AutoScalingGroupName: groupName }),
  );
  return LoadBalancers.map(({ LoadBalancerName }) => LoadBalancerName);
}

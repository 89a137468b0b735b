import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { InstanceState } from "@aws-sdk/client-elastic-load-balancing";

import { waitFor, type AwsClients } from "../hooks";

/** A boot, two health checks, and time for auto scaling to replace what was ill at first. */
const LIMIT_SECONDS = 900;

/**
 * Waits until the load balancer has seen as many servers of a group answer as the group has at least. The provider
 * could wait for that as well, at the group's creation; but the next `up` would not ask again.
 *
 * @param look the group as it is just now
 * @throws Error when they do not answer after a quarter of an hour
 */
export async function waitUntilServing(
  look: () => Promise<AutoScalingGroup>,
  clients: Pick<AwsClients, "elb">,
): Promise<void> {
  const { DescribeInstanceHealthCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const { AutoScalingGroupName: groupName = "", LoadBalancerNames: [LoadBalancerName] = [] } = await look();
  const elb = await clients.elb();
  await waitFor({
    what: `web servers of ${groupName}`,
    everySeconds: 5,
    limitSeconds: LIMIT_SECONDS,
    advice:
      "See what one says with: aws ec2 get-console-output --latest --instance-id ID; and which have been replaced with: " +
      `aws autoscaling describe-scaling-activities --auto-scaling-group-name ${groupName}`,
    look: async () => {
      const { MinSize = 0 } = await look();
      const { InstanceStates = [] } = await elb.send(new DescribeInstanceHealthCommand({ LoadBalancerName }));
      const answering = InstanceStates.filter(({ State }) => State === "InService").length;
      return answering >= MinSize ? undefined : `${answering} of ${MinSize} answer${reasonOf(InstanceStates)}`;
    },
  });
}

/** What the load balancer says of one that does not answer. */
function reasonOf(states: readonly InstanceState[]): string {
  const silent = states.find(({ State }) => State !== "InService");
  return silent === undefined ? "" : ` (${silent.InstanceId ?? ""}: ${silent.Description ?? ""})`;
}

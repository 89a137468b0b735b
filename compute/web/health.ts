import type { AutoScalingGroup, Instance } from "@aws-sdk/client-auto-scaling";
import type { InstanceState } from "@aws-sdk/client-elastic-load-balancing";

import { type AwsClients } from "../../lib/aws";
import { poll } from "../../lib/poll";
import { takesRequests } from "./draining";

/** A boot, two health checks, and time for auto scaling to replace an unhealthy instance. */
const TIMEOUT_SECONDS = 900;

/**
 * Waits until as many servers of a group answer as the group has at least: healthy ones of a version of the launch
 * template, which the load balancer reports as in service. The load balancer alone is not enough: it calls a server
 * `InService` while its connections are drained, and knows nothing of versions.
 *
 * The provider could wait for servers as well, at the group's creation; but the next `up` would not ask again.
 *
 * @param look the group as it is just now
 * @throws Error when they do not answer after a quarter of an hour
 */
export async function waitUntilServing(
  version: string,
  look: () => Promise<AutoScalingGroup>,
  clients: Pick<AwsClients, "autoScaling" | "elb">,
): Promise<void> {
  const { DescribeInstanceHealthCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const { AutoScalingGroupName: groupName = "", LoadBalancerNames: [LoadBalancerName] = [] } = await look();
  const elb = await clients.elb();
  await poll({
    what: `web servers of ${groupName}`,
    intervalSeconds: 5,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice:
      "See what one says with: aws ec2 get-console-output --latest --instance-id ID; and which have been replaced with: " +
      `aws autoscaling describe-scaling-activities --auto-scaling-group-name ${groupName}`,
    look: async () => {
      const { MinSize = 0, Instances = [] } = await look();
      const { InstanceStates = [] } = await elb.send(new DescribeInstanceHealthCommand({ LoadBalancerName }));
      const healthy = Instances.filter((instance) => isHealthy(instance, version)).map(({ InstanceId }) => InstanceId);
      const own = InstanceStates.filter(({ InstanceId }) => healthy.includes(InstanceId));
      const answering = own.filter(takesRequests).length;
      if (answering >= MinSize) return undefined;
      const launched = Instances.length > 0 ? "" : await failedLaunch(groupName, clients);
      return `${answering} of ${MinSize} answer${reasonOf(own) || launched}`;
    },
  });
}

/** Whether a group counts on a server of a version of the launch template. */
function isHealthy({ LifecycleState, HealthStatus, LaunchTemplate }: Instance, version: string): boolean {
  return LifecycleState === "InService" && HealthStatus === "Healthy" && LaunchTemplate?.Version === version;
}

/** What the load balancer says of one that does not answer. */
function reasonOf(states: readonly InstanceState[]): string {
  const silent = states.find((state) => !takesRequests(state));
  return silent === undefined ? "" : ` (${silent.InstanceId ?? ""}: ${silent.Description ?? ""})`;
}

/** Why the group's latest launch failed: the quota of vCPUs, for instance. */
async function failedLaunch(groupName: string, clients: Pick<AwsClients, "autoScaling">): Promise<string> {
  const { DescribeScalingActivitiesCommand } = await import("@aws-sdk/client-auto-scaling");
  const autoScaling = await clients.autoScaling();
  const { Activities: [latest] = [] } = await autoScaling.send(
    new DescribeScalingActivitiesCommand({ AutoScalingGroupName: groupName, MaxRecords: 1 }),
  );
  return latest?.StatusCode === "Failed" ? ` (${latest.StatusMessage ?? latest.Description ?? ""})` : "";
}

import type { AutoScalingGroup, Instance } from "@aws-sdk/client-auto-scaling";
import type { InstanceState } from "@aws-sdk/client-elastic-load-balancing";
import type { AwsClients } from "../../lib/aws";
import { poll } from "../../lib/poll";
import { takesRequests } from "./draining";

/** The version of a launch template that a group's servers are to run. */
export interface LaunchVersion {
  readonly groupName: string;
  readonly templateId: string;
  readonly version: string;
}

/** Another launch template may have a version with the same number. */
export function hasVersion(
  { LaunchTemplate }: Pick<Instance, "LaunchTemplate">,
  { templateId, version }: LaunchVersion,
): boolean {
  return LaunchTemplate?.LaunchTemplateId === templateId && LaunchTemplate.Version === version;
}

/** A boot, two health checks, and time for Auto Scaling to replace an unhealthy instance. */
const SERVING_TIMEOUT_SECONDS = 900;

/**
 * Waits until as many servers of a group answer as the group has at least: healthy ones of a version of the launch
 * template, which the load balancer reports as in service. The load balancer alone is not enough: it calls a server
 * `InService` while its connections are drained, and knows nothing of versions.
 *
 * The provider could wait for servers as well, at the group's creation; but the next `up` would not ask again.
 * @param describeGroup reads the current group
 * @throws Error when they do not answer after a quarter of an hour
 */
export async function waitUntilServing(
  wanted: LaunchVersion,
  describeGroup: () => Promise<AutoScalingGroup>,
  clients: Pick<AwsClients, "autoScaling" | "elb">,
): Promise<void> {
  const { DescribeInstanceHealthCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const { AutoScalingGroupName: groupName = "", LoadBalancerNames: [LoadBalancerName] = [] } = await describeGroup();
  if (LoadBalancerName === undefined) {
    throw new Error(`Auto Scaling group ${groupName} has no load balancer. Run: pulumi up --refresh`);
  }
  const elb = await clients.elb();
  await poll({
    what: `web servers of ${groupName}`,
    intervalSeconds: 5,
    timeoutSeconds: SERVING_TIMEOUT_SECONDS,
    advice:
      "To see the console of a server: aws ec2 get-console-output --latest --instance-id ID. To see which servers were replaced: " +
      `aws autoscaling describe-scaling-activities --auto-scaling-group-name ${groupName}`,
    check: async () => {
      const { MinSize = 0, Instances = [] } = await describeGroup();
      const { InstanceStates = [] } = await elb.send(new DescribeInstanceHealthCommand({ LoadBalancerName }));
      const healthy = Instances.filter((instance) => isHealthy(instance, wanted)).map(({ InstanceId }) => InstanceId);
      const own = InstanceStates.filter(({ InstanceId }) => healthy.includes(InstanceId));
      const answering = own.filter(takesRequests).length;
      if (answering >= MinSize) return undefined;
      const launched = Instances.length > 0 ? "" : await failedLaunch(groupName, clients);
      return `${answering} of ${MinSize} answer${reasonOf(own) || launched}`;
    },
  });
}

/** Whether a server is in service in its group and runs this version of the launch template. */
function isHealthy(instance: Instance, wanted: LaunchVersion): boolean {
  return instance.LifecycleState === "InService" && instance.HealthStatus === "Healthy" && hasVersion(instance, wanted);
}

/** The reason that the load balancer gives for a server that does not answer. */
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

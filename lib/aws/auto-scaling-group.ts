import type { AutoScalingClient, AutoScalingGroup } from "@aws-sdk/client-auto-scaling";

/** @returns undefined if there is no such group */
export async function describeGroup(
  name: string,
  autoScaling: AutoScalingClient,
): Promise<AutoScalingGroup | undefined> {
  const { DescribeAutoScalingGroupsCommand } = await import("@aws-sdk/client-auto-scaling");
  const { AutoScalingGroups } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return AutoScalingGroups?.[0];
}

import { poll } from "../poll";

/** Auto Scaling finishes a pending update of a group within seconds. */
const TIMEOUT_SECONDS = 120;

/**
 * Whether Auto Scaling rejected a change because another one of the group is pending, such as one of its size.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 */
export function isContention(error: unknown): boolean {
  return error instanceof Error && /^(ResourceContention|ScalingActivityInProgress)(Fault)?$/.test(error.name);
}

/**
 * Sends a change of a group, again and again while another one is pending.
 * @throws Error after two minutes, and any other error of AWS at once
 */
export async function sendOnceFree<T>(groupName: string, change: () => Promise<T>): Promise<T> {
  const results: T[] = [];
  await poll({
    what: `Auto Scaling group ${groupName}`,
    intervalSeconds: 5,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice: `See what changes it: aws autoscaling describe-scaling-activities --auto-scaling-group-name ${groupName}`,
    check: async () => {
      try {
        results.push(await change());
        return undefined;
      } catch (error) {
        if (isContention(error)) return "has another change pending";
        throw error;
      }
    },
  });
  return results[0] as T;
}

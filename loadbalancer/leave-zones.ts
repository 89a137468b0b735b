import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { allPages, describeGroup, sendOnceFree, type AwsClients } from "../lib/aws";
import { poll } from "../lib/poll";
import { messageOf } from "../lib/user-error";

/** A boot and two health checks take some minutes. */
const TIMEOUT_SECONDS = 900;

export interface Move {
  readonly groupName: string;
  readonly loadBalancerName: string;
  /** The public subnets that the load balancer is about to have. */
  readonly subnetIds: readonly string[];
}

/**
 * Moves web servers out of the zones that the load balancer is about to leave, and waits until as many answer in the others.
 * The load balancer stops sending requests to servers of a detached subnet at once, and Auto Scaling launches others only
 * afterwards: visitors of a group of one would get 503 for minutes.
 * https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DetachLoadBalancerFromSubnets.html
 * @throws Error when they do not answer after a quarter of an hour; load balancer and group are then as before
 */
export async function leaveZones(move: Move, clients: Pick<AwsClients, "autoScaling" | "ec2" | "elb">): Promise<void> {
  const leaving = await zonesLeft(move, clients);
  if (leaving.length === 0) return;
  const autoScaling = await clients.autoScaling();
  const group = await describeGroup(move.groupName, autoScaling);
  if (group === undefined) return;
  const current = (group.VPCZoneIdentifier ?? "").split(",");
  const zones = await zonesOf(current, clients);
  const kept = current.filter((id) => !leaving.includes(zones.get(id) ?? ""));
  // Without any of them, nothing can be launched before the change.
  if (kept.length === 0) return;
  const wait = () => waitUntilServing(move, leaving, group.DesiredCapacity ?? 0, clients);
  if (kept.length === current.length) return wait();
  await setSubnets(move.groupName, kept, autoScaling);
  try {
    await wait();
  } catch (error) {
    // The state has these. If the settings are reverted, Pulumi sees no change of the group.
    await setSubnets(move.groupName, current, autoScaling).catch((failure: unknown) => {
      throw new Error(
        `${messageOf(error)}. The group could not get its subnets back: ${messageOf(failure)} ` +
          "If you revert the settings, run: pulumi up --refresh",
      );
    });
    throw error;
  }
}

async function setSubnets(
  groupName: string,
  subnetIds: readonly string[],
  autoScaling: AutoScalingClient,
): Promise<void> {
  const { UpdateAutoScalingGroupCommand } = await import("@aws-sdk/client-auto-scaling");
  const update = { AutoScalingGroupName: groupName, VPCZoneIdentifier: subnetIds.join() };
  await sendOnceFree(groupName, () => autoScaling.send(new UpdateAutoScalingGroupCommand(update)));
}

/** The zones in which the load balancer has a subnet now, and will have none. */
async function zonesLeft(
  { loadBalancerName, subnetIds }: Move,
  clients: Pick<AwsClients, "ec2" | "elb">,
): Promise<readonly string[]> {
  const { DescribeLoadBalancersCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  const { LoadBalancerDescriptions = [] } = await elb.send(
    new DescribeLoadBalancersCommand({ LoadBalancerNames: [loadBalancerName] }),
  );
  const current = LoadBalancerDescriptions[0]?.Subnets ?? [];
  if (current.every((id) => subnetIds.includes(id))) return [];
  const zones = await zonesOf([...new Set([...current, ...subnetIds])], clients);
  const wanted = subnetIds.map((id) => zones.get(id));
  return current.map((id) => zones.get(id) ?? "").filter((zone) => zone !== "" && !wanted.includes(zone));
}

/** Zones by the ids of subnets. A filter, since AWS rejects the whole call for an unknown id. */
async function zonesOf(ids: readonly string[], clients: Pick<AwsClients, "ec2">): Promise<ReadonlyMap<string, string>> {
  const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const Filters = [{ Name: "subnet-id", Values: [...ids] }];
  const pages = await allPages((token) => ec2.send(new DescribeSubnetsCommand({ Filters, ...token })));
  const subnets = pages.flatMap(({ Subnets = [] }) => Subnets);
  return new Map(subnets.map(({ SubnetId = "", AvailabilityZone = "" }) => [SubnetId, AvailabilityZone]));
}

async function waitUntilServing(
  { groupName, loadBalancerName }: Move,
  leaving: readonly string[],
  count: number,
  clients: Pick<AwsClients, "autoScaling" | "elb">,
): Promise<void> {
  const { DescribeInstanceHealthCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const [autoScaling, elb] = await Promise.all([clients.autoScaling(), clients.elb()]);
  await poll({
    what: `web servers of ${groupName} outside ${leaving.join(" and ")}`,
    intervalSeconds: 5,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice: `To see why: aws autoscaling describe-scaling-activities --auto-scaling-group-name ${groupName}`,
    check: async () => {
      const { Instances = [] } = (await describeGroup(groupName, autoScaling)) ?? {};
      const { InstanceStates = [] } = await elb.send(
        new DescribeInstanceHealthCommand({ LoadBalancerName: loadBalancerName }),
      );
      const answering = InstanceStates.filter(({ State }) => State === "InService").map(({ InstanceId }) => InstanceId);
      const serving = Instances.filter(
        ({ InstanceId, LifecycleState, HealthStatus, AvailabilityZone = "" }) =>
          LifecycleState === "InService" &&
          HealthStatus === "Healthy" &&
          !leaving.includes(AvailabilityZone) &&
          answering.includes(InstanceId),
      );
      return serving.length >= count ? undefined : `${serving.length} of ${count} answer`;
    },
  });
}

import type {
  AutoScalingClient,
  AutoScalingGroup,
  InstanceRefresh,
  StartInstanceRefreshCommandInput,
} from "@aws-sdk/client-auto-scaling";
import { describeGroup, isContention, sendOnceFree, type AwsClients } from "../../lib/aws";
import { poll } from "../../lib/poll";
import { hasVersion, waitUntilServing, type LaunchVersion } from "./serving";

/**
 * AWS tries for an hour where it cannot launch servers, then goes back and says why; a dozen servers with their warm-up
 * and draining take less. https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
export const TIMEOUT_SECONDS = 7200;

/** Errors of RollbackInstanceRefresh for a refresh that has ended, or can no longer be rolled back. */
const TOO_LATE = /^(ActiveInstanceRefreshNotFound|IrreversibleInstanceRefresh)(Fault)?$/;

/** Error of StartInstanceRefresh while there is another refresh of the group. */
const IN_PROGRESS = /^InstanceRefreshInProgress(Fault)?$/;

const NO_REASON = "AWS gives no reason.";

interface RolloutTimes {
  /** Seconds for which a new server must stay healthy before an old one is terminated. */
  readonly warmUpSeconds: number;
  /** Seconds after the last replacement in which the rollout can still be rolled back. */
  readonly bakeSeconds: number;
}

/**
 * Replaces the servers of a group that run another version, and waits until that is done, and until the load balancer
 * has seen enough of them answer. New ones are launched first, also in a group of one; when one of them is unhealthy,
 * the old ones are restored. Where all run the version, it only waits for their answers.
 * A refresh that is under way, of an `up` that was interrupted, say, is followed to its end first.
 * @throws Error with AWS's reason when the refresh fails; the next call tries again
 */
export async function rollout(
  { warmUpSeconds, bakeSeconds, ...wanted }: LaunchVersion & RolloutTimes,
  clients: Pick<AwsClients, "autoScaling" | "ec2" | "elb">,
): Promise<void> {
  const autoScaling = await clients.autoScaling();
  const running = (await newest(wanted.groupName, autoScaling)).find(({ Status }) => isActive(Status));
  // Its result is checked afterwards; here only its end matters.
  if (running !== undefined) await follow(running.InstanceRefreshId ?? "", wanted, autoScaling);
  const group = await groupOf(wanted.groupName, autoScaling);
  if (!allRun(group, wanted)) {
    await replaceDeletedTemplate(group, wanted, clients);
    await replace(wanted, { warmUpSeconds, bakeSeconds }, autoScaling);
  }
  await waitUntilServing(wanted, () => groupOf(wanted.groupName, autoScaling), clients);
}

/**
 * Gives the group the launch template at once if its own has been deleted: until then it cannot launch any server, and a
 * refresh has nothing to roll back to.
 */
async function replaceDeletedTemplate(
  { LaunchTemplate: current }: AutoScalingGroup,
  { groupName, templateId, version }: LaunchVersion,
  clients: Pick<AwsClients, "autoScaling" | "ec2">,
): Promise<void> {
  const id = current?.LaunchTemplateId;
  if (id === undefined || id === templateId || (await hasTemplate(id, clients))) return;
  const autoScaling = await clients.autoScaling();
  const { UpdateAutoScalingGroupCommand } = await import("@aws-sdk/client-auto-scaling");
  const LaunchTemplate = { LaunchTemplateId: templateId, Version: version };
  const update = { AutoScalingGroupName: groupName, LaunchTemplate };
  await sendOnceFree(groupName, () => autoScaling.send(new UpdateAutoScalingGroupCommand(update)));
}

async function hasTemplate(id: string, clients: Pick<AwsClients, "ec2">): Promise<boolean> {
  const { DescribeLaunchTemplatesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  try {
    await ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidLaunchTemplateId.NotFound") return false;
    throw error;
  }
}

async function replace(wanted: LaunchVersion, times: RolloutTimes, autoScaling: AutoScalingClient): Promise<void> {
  const input: StartInstanceRefreshCommandInput = {
    AutoScalingGroupName: wanted.groupName,
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: wanted.templateId, Version: wanted.version } },
    Preferences: {
      // Launch first, also in a group of one: never fewer in service than before.
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 200,
      InstanceWarmup: times.warmUpSeconds,
      BakeTime: times.bakeSeconds,
      AutoRollback: true,
      SkipMatching: true,
    },
  };
  const id = await start(input, wanted, autoScaling);
  let unhealthyId: string | undefined;
  await follow(id, wanted, autoScaling, {
    whileRunning: async () => {
      unhealthyId ??= await rollBackFromUnhealthy(wanted, autoScaling);
    },
    atEnd: async ({ Status, StatusReason = NO_REASON }) => {
      if (Status === "Successful") return;
      const reason =
        unhealthyId === undefined ? StatusReason : await reasonOfEnd(unhealthyId, wanted.groupName, autoScaling);
      const now = Status === "RollbackSuccessful" ? "Web servers run as before. " : "";
      throw new Error(`${titleOf(wanted)} ended as ${Status ?? "gone"}: ${reason} ${now}${ADVICE}`);
    },
  });
}

/**
 * The SDK sends the call again when its response is lost, and AWS rejects a second refresh: then this is the first one.
 * @returns the refresh's id
 */
async function start(
  input: StartInstanceRefreshCommandInput,
  wanted: LaunchVersion,
  autoScaling: AutoScalingClient,
): Promise<string> {
  const { StartInstanceRefreshCommand } = await import("@aws-sdk/client-auto-scaling");
  try {
    const command = () => autoScaling.send(new StartInstanceRefreshCommand(input));
    return (await sendOnceFree(wanted.groupName, command)).InstanceRefreshId ?? "";
  } catch (error) {
    if (!(error instanceof Error) || !IN_PROGRESS.test(error.name)) throw error;
    const active = (await newest(wanted.groupName, autoScaling)).find(({ Status }) => isActive(Status));
    if (active === undefined || !hasVersion(active.DesiredConfiguration ?? {}, wanted)) throw error;
    return active.InstanceRefreshId ?? "";
  }
}

const ADVICE =
  "See the console of a new server: aws ec2 get-console-output --latest --instance-id ID; " +
  "fix the cause, or revert the change, and run pulumi up again.";

interface Following {
  /** At every poll while it is in progress or baking. */
  whileRunning(): Promise<void>;
  atEnd(refresh: InstanceRefresh): Promise<void>;
}

/** Shows how far a refresh is until it has ended. */
async function follow(
  id: string,
  wanted: LaunchVersion,
  autoScaling: AutoScalingClient,
  following?: Following,
): Promise<void> {
  await poll({
    what: titleOf(wanted),
    intervalSeconds: 5,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice:
      "It continues by itself, and the next pulumi up follows it. To see it: " +
      `aws autoscaling describe-instance-refreshes --auto-scaling-group-name ${wanted.groupName}`,
    check: async () => {
      const refresh = (await newest(wanted.groupName, autoScaling, id))[0];
      if (refresh?.Status === "InProgress" || refresh?.Status === "Baking") await following?.whileRunning();
      if (refresh !== undefined && isActive(refresh.Status)) return progressOf(refresh);
      await following?.atEnd(refresh ?? {});
      return undefined;
    },
  });
}

const titleOf = ({ groupName, version }: LaunchVersion): string => `refresh of ${groupName} to version ${version}`;

function progressOf({ Status, PercentageComplete, InstancesToUpdate, StatusReason }: InstanceRefresh): string {
  const left = InstancesToUpdate === undefined ? "" : `, ${InstancesToUpdate} to go`;
  const reason = StatusReason === undefined ? "" : `: ${StatusReason}`;
  return `is ${Status ?? ""}, ${PercentageComplete ?? 0} %${left}${reason}`;
}

const isActive = (status = ""): boolean => /^(Pending|InProgress|Baking|Cancelling|RollbackInProgress)$/.test(status);

async function newest(
  groupName: string,
  autoScaling: AutoScalingClient,
  id?: string,
): Promise<readonly InstanceRefresh[]> {
  const { DescribeInstanceRefreshesCommand } = await import("@aws-sdk/client-auto-scaling");
  const { InstanceRefreshes = [] } = await autoScaling.send(
    new DescribeInstanceRefreshesCommand({
      AutoScalingGroupName: groupName,
      ...(id === undefined ? {} : { InstanceRefreshIds: [id] }),
    }),
  );
  return InstanceRefreshes;
}

/** Whether the group launches this version, and has no server of another. */
function allRun({ LaunchTemplate, Instances = [] }: AutoScalingGroup, wanted: LaunchVersion): boolean {
  return [{ LaunchTemplate }, ...Instances].every((one) => hasVersion(one, wanted));
}

async function groupOf(groupName: string, autoScaling: AutoScalingClient): Promise<AutoScalingGroup> {
  const group = await describeGroup(groupName, autoScaling);
  if (group === undefined) throw new Error(`Auto Scaling group ${groupName} is gone. Run: pulumi up --refresh`);
  return group;
}

/**
 * Rolls back as soon as a new server has failed its health checks, since AWS would launch others like it for an hour
 * first.
 * @returns the unhealthy one's id; undefined: there is none, or it cannot be rolled back now
 */
async function rollBackFromUnhealthy(
  wanted: LaunchVersion,
  autoScaling: AutoScalingClient,
): Promise<string | undefined> {
  const { groupName } = wanted;
  const { Instances = [] } = await groupOf(groupName, autoScaling);
  const unhealthy = Instances.find((one) => hasVersion(one, wanted) && one.HealthStatus === "Unhealthy");
  if (unhealthy === undefined) return undefined;
  const { RollbackInstanceRefreshCommand } = await import("@aws-sdk/client-auto-scaling");
  try {
    await autoScaling.send(new RollbackInstanceRefreshCommand({ AutoScalingGroupName: groupName }));
    return unhealthy.InstanceId;
  } catch (error) {
    // It has ended in the meantime, or AWS rolls it back itself: its final status tells which.
    if (error instanceof Error && TOO_LATE.test(error.name)) return undefined;
    // The next poll tries again.
    if (isContention(error)) return undefined;
    throw error;
  }
}

/** Why a server was terminated, in AWS's words. */
async function reasonOfEnd(id: string, groupName: string, autoScaling: AutoScalingClient): Promise<string> {
  const { DescribeScalingActivitiesCommand } = await import("@aws-sdk/client-auto-scaling");
  const { Activities = [] } = await autoScaling.send(
    new DescribeScalingActivitiesCommand({ AutoScalingGroupName: groupName }),
  );
  const end = Activities.find(({ Description }) => Description === `Terminating EC2 instance: ${id}`);
  return `new server ${id} is unhealthy. ${end?.Cause ?? NO_REASON}`;
}

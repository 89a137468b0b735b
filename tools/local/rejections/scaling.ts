import { findAll, membersOf, textAt, type XmlElement } from "../xml";
import type { Account } from "./account";
import { between, like, oneOf, required } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("autoscaling");
const code = "ValidationError";
const tracking = "TargetTrackingConfiguration.";

const groupMetrics = [
  ...["GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity", "GroupInServiceInstances", "GroupPendingInstances"],
  ...["GroupStandbyInstances", "GroupTerminatingInstances", "GroupTotalInstances", "GroupInServiceCapacity"],
  ...["GroupPendingCapacity", "GroupStandbyCapacity", "GroupTerminatingCapacity", "GroupTotalCapacity"],
  ...["WarmPoolDesiredCapacity", "WarmPoolWarmedCapacity", "WarmPoolPendingCapacity", "WarmPoolTerminatingCapacity"],
  ...["WarmPoolTotalCapacity", "GroupAndWarmPoolDesiredCapacity", "GroupAndWarmPoolTotalCapacity"],
];

/** Scaling policies, metrics and instance refreshes of Auto Scaling groups. */
export const scaling: readonly Rejection[] = [
  // An invalid metric or granularity.
  reject(
    ["EnableMetricsCollection", "DisableMetricsCollection"],
    code,
    oneOf(/^Metrics\.member\.\d+$/, groupMetrics),
    oneOf("Granularity", ["1Minute"]),
  ),
  // No granularity.
  reject("EnableMetricsCollection", code, required("Granularity")),
  // An invalid scaling policy.
  reject(
    "PutScalingPolicy",
    code,
    like("PolicyName", /^[^\n\r]{1,255}$/),
    oneOf("PolicyType", ["SimpleScaling", "StepScaling", "TargetTrackingScaling", "PredictiveScaling"]),
    oneOf("AdjustmentType", ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"]),
    oneOf("TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType", [
      ...["ASGAverageCPUUtilization", "ASGAverageNetworkIn", "ASGAverageNetworkOut", "ALBRequestCountPerTarget"],
    ]),
    between(/^(?:EstimatedInstanceWarmup|Cooldown)$/, 0, 2_147_483_647),
    policyIssue,
  ),
  // A second target tracking policy for a metric: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
  reject("PutScalingPolicy", code, async (request, account) => {
    const metric = request.text(`${tracking}PredefinedMetricSpecification.PredefinedMetricType`);
    if (metric === undefined || metric === "ALBRequestCountPerTarget") return undefined;
    const existing = (await policiesOf(request, account)).find(
      (policy) =>
        textAt(policy, "PolicyName") !== request.text("PolicyName") &&
        findAll(policy, "PredefinedMetricType").some(({ text }) => text === metric),
    );
    return existing && "Only one TargetTrackingScaling policy for a given metric specification is allowed.";
  }),
  // A scaling policy that does not exist.
  reject("DeletePolicy", code, async (request, account) => {
    const name = request.text("PolicyName") ?? "";
    const found = (await policiesOf(request, account)).some((policy) =>
      [textAt(policy, "PolicyName"), textAt(policy, "PolicyARN")].includes(name),
    );
    return found ? undefined : `Policy not found: ${name}`;
  }),
  // Invalid preferences: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
  reject(
    "StartInstanceRefresh",
    code,
    oneOf("Strategy", ["Rolling", "ReplaceRootVolume"]),
    between("Preferences.MinHealthyPercentage", 0, 100),
    between("Preferences.MaxHealthyPercentage", 100, 200),
    between("Preferences.InstanceWarmup", 0, 2_147_483_647),
    between(/^Preferences\.(?:CheckpointDelay|BakeTime)$/, 0, 172_800),
    between(/^Preferences\.CheckpointPercentages\.member\.\d+$/, 1, 100),
    checkpointIssue,
    oneOf("Preferences.ScaleInProtectedInstances", ["Refresh", "Ignore", "Wait"]),
    oneOf("Preferences.StandbyInstances", ["Terminate", "Ignore", "Wait"]),
    healthyIssue,
  ),
];

async function policiesOf(request: Request, account: Account): Promise<readonly XmlElement[]> {
  const named = { AutoScalingGroupName: request.text("AutoScalingGroupName") ?? "" };
  return membersOf(await account.query("autoscaling", "DescribePolicies", named), "ScalingPolicies");
}

function checkpointIssue(request: Request): string | undefined {
  const given = request.list("Preferences.CheckpointPercentages.member").map(Number);
  return given.every((one, index) => index === 0 || one > (given[index - 1] ?? 0))
    ? undefined
    : "CheckpointPercentages must be unique and in ascending order";
}

function policyIssue(request: Request): string | undefined {
  const type = request.text("PolicyType") ?? "SimpleScaling";
  if (/^(?:Simple|Step)Scaling$/.test(type) && request.text("AdjustmentType") === undefined) {
    return `AdjustmentType is required for ${type}`;
  }
  if (type !== "TargetTrackingScaling") return undefined;
  const target = request.text(`${tracking}TargetValue`);
  if (target === undefined) return "TargetTrackingScaling policy type requires TargetTrackingConfiguration";
  if (!(Number(target) > 0)) return `Target value ${target} must be greater than 0`;
  const metric = `${tracking}PredefinedMetricSpecification.`;
  const isByTarget = request.text(`${metric}PredefinedMetricType`) === "ALBRequestCountPerTarget";
  return isByTarget && request.text(`${metric}ResourceLabel`) === undefined
    ? "The ResourceLabel must be specified for ALBRequestCountPerTarget"
    : undefined;
}

function healthyIssue(request: Request): string | undefined {
  const min = request.text("Preferences.MinHealthyPercentage");
  const max = request.text("Preferences.MaxHealthyPercentage");
  if (max === undefined) return undefined;
  if (min === undefined) return "MaxHealthyPercentage cannot be specified without MinHealthyPercentage";
  return Number(max) - Number(min) > 100
    ? "The difference between MaxHealthyPercentage and MinHealthyPercentage must not be greater than 100"
    : undefined;
}

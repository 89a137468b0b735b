import { findAll, items, textAt } from "../xml";
import type { Account } from "./account";
import { between, like, oneOf } from "./checks";
import { architectureIssue, foreignGroup, launchOf, templateData } from "./launches";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("autoscaling");
const code = "ValidationError";
const create = ["CreateAutoScalingGroup"];
const shaping = ["CreateAutoScalingGroup", "UpdateAutoScalingGroup"];

const groupMetrics = [
  ...["GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity", "GroupInServiceInstances", "GroupPendingInstances"],
  ...["GroupStandbyInstances", "GroupTerminatingInstances", "GroupTotalInstances", "GroupInServiceCapacity"],
  ...["GroupPendingCapacity", "GroupStandbyCapacity", "GroupTerminatingCapacity", "GroupTotalCapacity"],
  ...["WarmPoolDesiredCapacity", "WarmPoolWarmedCapacity", "WarmPoolPendingCapacity", "WarmPoolTerminatingCapacity"],
  ...["WarmPoolTotalCapacity", "GroupAndWarmPoolDesiredCapacity", "GroupAndWarmPoolTotalCapacity"],
];

/** Auto Scaling groups, their policies and instance refreshes. */
export const autoScaling: readonly Rejection[] = [
  // A name that is missing, too long or has a colon.
  reject(create, code, like("AutoScalingGroupName", /^[^:\n\r]{1,255}$/)),
  // A name that another group has.
  reject(create, "AlreadyExists", async (request, account) =>
    (await account.group(request.text("AutoScalingGroupName"))) === undefined
      ? undefined
      : "AutoScalingGroup by this name already exists - A group with the name already exists",
  ),
  // Sizes and times below zero, and unknown types and policies.
  reject(
    shaping,
    code,
    between(/^(?:MinSize|MaxSize|DesiredCapacity|DefaultCooldown|HealthCheckGracePeriod)$/, 0, 2_147_483_647),
    between("DefaultInstanceWarmup", -1, 2_147_483_647),
    like("MaxInstanceLifetime", /^(?:0|\d{5,8})$/),
    between("MaxInstanceLifetime", 0, 31_536_000),
    like("HealthCheckType", /^(?:EC2|ELB|EBS|VPC_LATTICE)(?:,(?:EC2|ELB|EBS|VPC_LATTICE))*$/),
    oneOf(/^TerminationPolicies\.member\.\d+$/, [
      ...["Default", "AllocationStrategy", "ClosestToNextInstanceHour", "NewestInstance", "OldestInstance"],
      ...["OldestLaunchConfiguration", "OldestLaunchTemplate"],
    ]),
  ),
  // A minimum above the maximum, or a capacity outside both.
  reject(shaping, code, sizeIssue),
  // No launch template, or no subnet and no Availability Zone.
  reject(create, code, (request) => {
    const what = /^(?:LaunchTemplate\.|LaunchConfigurationName$|InstanceId$|MixedInstancesPolicy\.)/;
    if (request.matching(what).length === 0) {
      return "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.";
    }
    return request.matching(/^(?:VPCZoneIdentifier$|AvailabilityZones\.)/).length === 0
      ? "At least one Availability Zone or VPC Subnet is required."
      : undefined;
  }),
  // A launch template that does not exist: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateSpecification.html
  reject([...shaping, "StartInstanceRefresh"], code, templateIssue),
  // A subnet or an Availability Zone that does not exist.
  reject(shaping, code, async (request, account) => {
    for (const id of (request.text("VPCZoneIdentifier") ?? "").split(",").filter((one) => one !== "")) {
      if (await missing("subnet", id.trim(), account)) return `The subnet ID '${id.trim()}' does not exist`;
    }
    const zones = request.list("AvailabilityZones.member");
    if (zones.length === 0) return undefined;
    const known = items(await account.query("ec2", "DescribeAvailabilityZones"), "availabilityZoneInfo");
    const bad = zones.find((zone) => !known.some((one) => textAt(one, "zoneName") === zone));
    return bad && `One or more of the specified Availability Zones do not exist: ${bad}`;
  }),
  // A launch template that cannot be launched into the group's subnets.
  reject(create, code, async (request, account) => {
    const data = await templateData(account, namedTemplate(request));
    if (data === undefined) return undefined;
    const wrong = "You must use a valid fully-formed launch template.";
    const launch = launchOf(data, (request.text("VPCZoneIdentifier") ?? "").split(",")[0]);
    if (launch.image !== undefined && (await missing("image", launch.image, account))) {
      return `${wrong} The image id '[${launch.image}]' does not exist`;
    }
    for (const group of launch.groups) {
      if (await missing("securityGroup", group, account))
        return `${wrong} The security group '${group}' does not exist`;
    }
    const key = textAt(data, "keyName") ?? "";
    if (key !== "" && (await missing("keyPair", key, account))) return `${wrong} The key pair '${key}' does not exist`;
    const foreign = await foreignGroup(launch, account);
    if (foreign)
      return `${wrong} Security group ${foreign} and subnet ${launch.subnet ?? ""} belong to different networks.`;
    const mismatch = await architectureIssue(launch, account);
    return mismatch && `${wrong} ${mismatch}`;
  }),
  // A load balancer that does not exist: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachLoadBalancers.html
  reject([...create, "AttachLoadBalancers"], code, async (request, account) => {
    for (const name of request.list("LoadBalancerNames.member")) {
      if ((await account.loadBalancer(name)) === undefined) {
        return `Provided Load Balancers may not be valid. Please ensure they exist and try again. (${name})`;
      }
    }
    return undefined;
  }),
  // A group that does not exist.
  reject(
    [
      ...["UpdateAutoScalingGroup", "DeleteAutoScalingGroup", "PutScalingPolicy", "EnableMetricsCollection"],
      ...["DisableMetricsCollection", "SetDesiredCapacity", "AttachLoadBalancers", "SuspendProcesses"],
      ...["StartInstanceRefresh", "PutLifecycleHook", "SetInstanceProtection", "ResumeProcesses"],
    ],
    code,
    async (request, account) => {
      const name = request.text("AutoScalingGroupName");
      return (await account.group(name)) === undefined
        ? `AutoScalingGroup name not found - ${name ?? "null"}`
        : undefined;
    },
  ),
  // A capacity outside the group's sizes.
  reject("SetDesiredCapacity", code, async (request, account) => {
    const group = await account.group(request.text("AutoScalingGroupName"));
    const [min, max] = [Number(textAt(group, "MinSize")), Number(textAt(group, "MaxSize"))];
    const wanted = Number(request.text("DesiredCapacity"));
    if (wanted > max)
      return `New SetDesiredCapacity value ${wanted} is above max value ${max} for the AutoScalingGroup.`;
    return wanted >= min
      ? undefined
      : `New SetDesiredCapacity value ${wanted} is below min value ${min} for the AutoScalingGroup.`;
  }),
  // A group with instances.
  reject("DeleteAutoScalingGroup", "ResourceInUse", async (request, account) => {
    if (request.text("ForceDelete") === "true") return undefined;
    const group = await account.group(request.text("AutoScalingGroupName"));
    return items(group, "Instances").length > 0
      ? "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group."
      : undefined;
  }),
  // An invalid metric.
  reject(
    ["EnableMetricsCollection", "DisableMetricsCollection"],
    code,
    oneOf(/^Metrics\.member\.\d+$/, groupMetrics),
    oneOf("Granularity", ["1Minute"]),
  ),
  // Invalid values of a policy.
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
  // Preferences out of range: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
  reject(
    "StartInstanceRefresh",
    code,
    oneOf("Strategy", ["Rolling", "ReplaceRootVolume"]),
    between("Preferences.MinHealthyPercentage", 0, 100),
    between("Preferences.MaxHealthyPercentage", 100, 200),
    between("Preferences.InstanceWarmup", 0, 2_147_483_647),
    between(/^Preferences\.(?:CheckpointDelay|BakeTime)$/, 0, 172_800),
    between(/^Preferences\.CheckpointPercentages\.member\.\d+$/, 1, 100),
    oneOf("Preferences.ScaleInProtectedInstances", ["Refresh", "Ignore", "Wait"]),
    oneOf("Preferences.StandbyInstances", ["Terminate", "Ignore", "Wait"]),
    healthyIssue,
  ),
  // An instance that is not in a group: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceHealth.html
  reject(["TerminateInstanceInAutoScalingGroup", "SetInstanceHealth"], code, async (request, account) => {
    const id = request.text("InstanceId") ?? "";
    const root = await account.query("autoscaling", "DescribeAutoScalingInstances", { "InstanceIds.member.1": id });
    return findAll(root, "InstanceId").length > 0
      ? undefined
      : `Instance Id not found - No managed instance found for instance ID: ${id}`;
  }),
  // An invalid health status.
  reject("SetInstanceHealth", code, oneOf("HealthStatus", ["Healthy", "Unhealthy"])),
];

async function sizeIssue(request: Request, account: Account): Promise<string | undefined> {
  const old = request.action === "UpdateAutoScalingGroup" ? request.text("AutoScalingGroupName") : undefined;
  const group = await account.group(old);
  const size = (name: string) => Number(request.text(name) ?? textAt(group, name) ?? NaN);
  const [min, max] = [size("MinSize"), size("MaxSize")];
  if (min > max) return `Max bound, ${max}, must be greater than or equal to min bound, ${min}`;
  // An update without a desired capacity moves the old one into the new bounds.
  const desired = Number(request.text("DesiredCapacity") ?? NaN);
  return desired > max || desired < min
    ? `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`
    : undefined;
}

function namedTemplate(request: Request): {
  id: string | undefined;
  name: string | undefined;
  version: string | undefined;
} {
  const at = (field: string) =>
    request.text(`LaunchTemplate.${field}`) ?? request.text(`DesiredConfiguration.LaunchTemplate.${field}`);
  return { id: at("LaunchTemplateId"), name: at("LaunchTemplateName"), version: at("Version") };
}

async function templateIssue(request: Request, account: Account): Promise<string | undefined> {
  const named = namedTemplate(request);
  if (named.id === undefined && named.name === undefined) return undefined;
  const data = await templateData(account, named);
  return data === undefined
    ? `You must use a valid fully-formed launch template. The specified launch template, with template ${named.id ?? named.name ?? ""} and version ${named.version ?? "$Default"}, does not exist.`
    : undefined;
}

async function missing(
  kind: "subnet" | "image" | "securityGroup" | "keyPair",
  id: string,
  account: Account,
): Promise<boolean> {
  return (await account.one(kind, id)) === undefined;
}

function policyIssue(request: Request): string | undefined {
  if (request.text("PolicyType") !== "TargetTrackingScaling") return undefined;
  const tracking = "TargetTrackingConfiguration.";
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

import { findAll, items, textAt, type XmlElement } from "../xml";
import type { Account } from "./account";
import { between, like, oneOf } from "./checks";
import { architectureIssue, foreignGroup, launchOf, templateData } from "./launches";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("autoscaling");
const code = "ValidationError";
const create = ["CreateAutoScalingGroup"];
const createOrUpdate = ["CreateAutoScalingGroup", "UpdateAutoScalingGroup"];

/** Auto Scaling groups. */
export const autoScaling: readonly Rejection[] = [
  // A name that is missing, too long or has a colon.
  reject(create, code, like("AutoScalingGroupName", /^[^:\n\r]{1,255}$/)),
  // A name that is already in use.
  reject(create, "AlreadyExists", async (request, account) =>
    (await account.group(request.text("AutoScalingGroupName"))) === undefined
      ? undefined
      : `AutoScalingGroup by this name already exists - A group with the name ${request.text("AutoScalingGroupName") ?? ""} already exists`,
  ),
  // Negative sizes or times, unknown health check types or termination policies.
  reject(
    createOrUpdate,
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
  // An invalid maintenance policy: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceMaintenancePolicy.html
  reject(createOrUpdate, code, maintenanceIssue),
  // A launch template with both an ID and a name: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateSpecification.html
  reject(createOrUpdate, code, (request) => {
    const { id, name } = namedTemplate(request);
    return id !== undefined && name !== undefined
      ? "Valid requests must contain either launchTemplateId or launchTemplateName"
      : undefined;
  }),
  // A minimum size above the maximum size, or a desired capacity outside them.
  reject(createOrUpdate, code, sizeIssue),
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
  reject([...createOrUpdate, "StartInstanceRefresh"], code, templateIssue),
  // A subnet or an Availability Zone that does not exist.
  reject(createOrUpdate, code, async (request, account) => {
    for (const id of (request.text("VPCZoneIdentifier") ?? "").split(",").filter((one) => one !== "")) {
      if (await missing("subnet", id.trim(), account)) return `The subnet ID '${id.trim()}' does not exist`;
    }
    const zones = request.list("AvailabilityZones.member");
    if (zones.length === 0) return undefined;
    const known = items(await account.query("ec2", "DescribeAvailabilityZones"), "availabilityZoneInfo");
    const unknown = zones.find((zone) => !known.some((one) => textAt(one, "zoneName") === zone));
    return unknown && `One or more of the specified Availability Zones do not exist: ${unknown}`;
  }),
  // A launch template that cannot be launched into the group's subnets.
  reject(createOrUpdate, code, async (request, account) => {
    const { data, subnet } = await wantedLaunch(request, account);
    if (data === undefined) return undefined;
    const invalid = "You must use a valid fully-formed launch template.";
    const launch = launchOf(data, subnet);
    if (launch.image === undefined) return `${invalid} The request must contain the parameter ImageId`;
    if (launch.type === undefined) return `${invalid} The request must contain the parameter InstanceType`;
    const profile = await unknownProfile(data, account);
    if (profile !== undefined) return `${invalid} Invalid IAM Instance Profile name: ${profile}`;
    if (await missing("image", launch.image, account)) {
      return `${invalid} The image id '[${launch.image}]' does not exist`;
    }
    for (const group of launch.groups) {
      if (await missing("securityGroup", group, account))
        return `${invalid} The security group '${group}' does not exist`;
    }
    const key = textAt(data, "keyName") ?? "";
    if (key !== "" && (await missing("keyPair", key, account)))
      return `${invalid} The key pair '${key}' does not exist`;
    const foreign = await foreignGroup(launch, account);
    if (foreign)
      return `${invalid} Security group ${foreign} and subnet ${launch.subnet ?? ""} belong to different networks.`;
    const mismatch = await architectureIssue(launch, account);
    return mismatch && `${invalid} ${mismatch}`;
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
      ...["DescribeInstanceRefreshes", "DetachLoadBalancers", "DescribeLoadBalancers"],
    ],
    code,
    async (request, account) => {
      const name = request.text("AutoScalingGroupName");
      return (await account.group(name)) === undefined
        ? `AutoScalingGroup name not found - ${name ?? "null"}`
        : undefined;
    },
  ),
  // A desired capacity outside the group's minimum and maximum size.
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
  // A load balancer that is not attached to the group: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachLoadBalancers.html
  reject("DetachLoadBalancers", code, async (request, account) => {
    const own = items(await account.group(request.text("AutoScalingGroupName")), "LoadBalancerNames");
    const others = request.list("LoadBalancerNames.member").filter((name) => !own.some(({ text }) => text === name));
    return others.length === 0
      ? undefined
      : `Trying to remove Load Balancers that are not part of the group: [${others.join(", ")}]`;
  }),
  // Termination without replacement in a group that is at its minimum size: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html
  reject("TerminateInstanceInAutoScalingGroup", code, async (request, account) => {
    if (request.text("ShouldDecrementDesiredCapacity") !== "true") return undefined;
    const named = { "InstanceIds.member.1": request.text("InstanceId") ?? "" };
    const root = await account.query("autoscaling", "DescribeAutoScalingInstances", named);
    const group = await account.group(findAll(root, "AutoScalingGroupName")[0]?.text);
    const [min, desired] = [Number(textAt(group, "MinSize")), Number(textAt(group, "DesiredCapacity"))];
    return desired <= min
      ? `Currently, desiredSize equals minSize (${min}). Terminating instance without replacement will violate group's min size constraint.`
      : undefined;
  }),
  // Tags of a group that does not exist: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateOrUpdateTags.html
  reject("CreateOrUpdateTags", code, async (request, account) => {
    for (const { ResourceId } of request.structures("Tags.member")) {
      if ((await account.group(ResourceId)) === undefined) {
        return `AutoScalingGroup name not found - AutoScalingGroup '${ResourceId ?? ""}' not found`;
      }
    }
    return undefined;
  }),
  // A group that still has instances.
  reject("DeleteAutoScalingGroup", "ResourceInUse", async (request, account) => {
    if (request.text("ForceDelete") === "true") return undefined;
    const group = await account.group(request.text("AutoScalingGroupName"));
    return items(group, "Instances").length > 0
      ? "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group."
      : undefined;
  }),
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

/** The launch template data and the first subnet after a call; empty if the call changes neither. */
async function wantedLaunch(
  request: Request,
  account: Account,
): Promise<{ readonly data?: XmlElement | undefined; readonly subnet?: string | undefined }> {
  const given = namedTemplate(request);
  const subnets = request.text("VPCZoneIdentifier");
  const isNamed = given.id !== undefined || given.name !== undefined;
  if (request.action === "CreateAutoScalingGroup" || (isNamed && subnets !== undefined)) {
    return { data: await templateData(account, given), subnet: subnets?.split(",")[0] };
  }
  if (!isNamed && subnets === undefined) return {};
  const group = await account.group(request.text("AutoScalingGroupName"));
  const at = (field: string) => textAt(group, `LaunchTemplate/${field}`);
  const own = { id: at("LaunchTemplateId"), version: at("Version") };
  return {
    data: await templateData(account, isNamed ? given : own),
    subnet: (subnets ?? textAt(group, "VPCZoneIdentifier"))?.split(",")[0],
  };
}

async function unknownProfile(data: XmlElement, account: Account): Promise<string | undefined> {
  const arn = textAt(data, "iamInstanceProfile/arn");
  const InstanceProfileName = textAt(data, "iamInstanceProfile/name") ?? arn?.slice(arn.lastIndexOf("/") + 1) ?? "";
  if (InstanceProfileName === "") return undefined;
  const found = await account.query("iam", "GetInstanceProfile", { InstanceProfileName });
  return found === undefined ? InstanceProfileName : undefined;
}

function maintenanceIssue(request: Request): string | undefined {
  const [min, max] = ["Min", "Max"].map((bound) => request.text(`InstanceMaintenancePolicy.${bound}HealthyPercentage`));
  if (min === undefined && max === undefined) return undefined;
  if (min === undefined || max === undefined) {
    return "You must specify both MinHealthyPercentage and MaxHealthyPercentage";
  }
  const [low, high] = [Number(min), Number(max)];
  // Both are -1 to remove the policy.
  if (low === -1 && high === -1) return undefined;
  if (!(low >= 0 && low <= 100)) return `MinHealthyPercentage ${min} must be between 0 and 100`;
  if (!(high >= 100 && high <= 200)) return `MaxHealthyPercentage ${max} must be between 100 and 200`;
  return high - low > 100
    ? "The difference between MaxHealthyPercentage and MinHealthyPercentage must not be greater than 100"
    : undefined;
}

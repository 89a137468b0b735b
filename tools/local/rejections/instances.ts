import { textAt } from "../xml";
import type { Account } from "./account";
import { between, each, oneOf, single } from "./checks";
import { addressIssue, architectureIssue, foreignGroup, offeringIssue, quotaIssue, type Launch } from "./launches";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";
import { unknownZone } from "./vpc";

const reject = rejectionsOf("ec2");
const run = ["RunInstances"];

/** EC2 instances. */
export const instances: readonly Rejection[] = [
  // An instance type that does not exist.
  reject(run, "InvalidParameterValue", typeIssue("InstanceType")),
  // No image.
  reject(run, "MissingParameter", (request) =>
    request.matching(/^(?:ImageId$|LaunchTemplate\.)/).length === 0
      ? "The request must contain the parameter ImageId"
      : undefined,
  ),
  // An invalid `MinCount` or `MaxCount`.
  reject(run, "InvalidParameterValue", (request) => {
    const [min, max] = [Number(request.text("MinCount") ?? 1), Number(request.text("MaxCount") ?? 1)];
    return min >= 1 && max >= min ? undefined : `Invalid value '${max}' for MaxCount, or '${min}' for MinCount`;
  }),
  // An Availability Zone that the account does not have: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Placement.html
  reject(run, "InvalidParameterValue", (request, account) =>
    unknownZone(request.text("Placement.AvailabilityZone"), account),
  ),
  // An Availability Zone that is not the subnet's: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Placement.html
  reject(run, "InvalidParameterValue", async (request, account) => {
    const { zone, subnet } = launchOf(request);
    const subnetZone = textAt(await account.one("subnet", subnet), "availabilityZone");
    return zone !== undefined && subnetZone !== undefined && zone !== subnetZone
      ? `Value (${zone}) for parameter availabilityZone is invalid. The subnet ${subnet ?? ""} is in ${subnetZone}.`
      : undefined;
  }),
  // Network interfaces together with security groups or a subnet of the instance: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
  reject(run, "InvalidParameterCombination", (request) => {
    if (request.matching(/^NetworkInterface\./).length === 0) return undefined;
    if (request.list("SecurityGroupId").length > 0) {
      return "Network interfaces and an instance-level security groups may not be specified on the same request";
    }
    return request.text("SubnetId") === undefined
      ? undefined
      : "Network interfaces and an instance-level subnet ID may not be specified on the same request";
  }),
  // A subnet with too few free addresses: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(run, "InsufficientFreeAddressesInSubnet", async (request, account) => {
    const { subnet } = launchOf(request);
    const free = textAt(await account.one("subnet", subnet), "availableIpAddressCount");
    return free !== undefined && Number(free) < Number(request.text("MinCount") ?? 1)
      ? `There are not enough free addresses in subnet '${subnet ?? ""}' to satisfy the requested number of instances.`
      : undefined;
  }),
  // An instance type that the Availability Zone does not offer: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html
  reject(run, "Unsupported", (request, account) => offeringIssue(launchOf(request), account)),
  // An image for another architecture.
  reject(run, "InvalidParameterValue", (request, account) => architectureIssue(launchOf(request), account)),
  // A security group of another VPC: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(run, "InvalidParameter", async (request, account) => {
    const launch = launchOf(request);
    const group = await foreignGroup(launch, account);
    return group && `Security group ${group} and subnet ${launch.subnet ?? ""} belong to different networks.`;
  }),
  // More than 5 security groups: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject([...run, "ModifyInstanceAttribute"], "SecurityGroupsPerInterfaceLimitExceeded", (request) =>
    Math.max(launchOf(request).groups.length, request.list("GroupId").length) > 5
      ? "The maximum number of security groups per interface has been reached."
      : undefined,
  ),
  // A private address outside the subnet, or one that AWS reserves: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
  reject(run, "InvalidParameterValue", async (request, account) => {
    const issue = await privateAddress(request, account);
    return issue?.inUse === false ? issue.message : undefined;
  }),
  // A private address that is in use: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(run, "InvalidIPAddress.InUse", async (request, account) => {
    const issue = await privateAddress(request, account);
    return issue?.inUse === true ? issue.message : undefined;
  }),
  // User data that is not Base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
  reject(run, "InvalidParameterValue", each("UserData", base64Issue)),
  // User data over 16 KiB: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
  reject(
    [...run, "ModifyInstanceAttribute"],
    "InvalidParameterValue",
    each("UserData", sizeIssue),
    each("UserData.Value", sizeIssue),
  ),
  // Invalid metadata options: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsRequest.html
  reject(
    [...run, "ModifyInstanceMetadataOptions"],
    "InvalidParameterValue",
    between(/^(?:MetadataOptions\.)?HttpPutResponseHopLimit$/, 1, 64),
    oneOf(/^(?:MetadataOptions\.)?HttpTokens$/, ["optional", "required"]),
    oneOf(/^(?:MetadataOptions\.)?HttpEndpoint$/, ["enabled", "disabled"]),
  ),
  // An unknown shutdown behavior.
  reject(run, "InvalidParameterValue", oneOf("InstanceInitiatedShutdownBehavior", ["stop", "terminate"])),
  // An instance profile that does not exist.
  reject(run, "InvalidParameterValue", async (request, account) => {
    const arn = request.text("IamInstanceProfile.Arn");
    const name = request.text("IamInstanceProfile.Name") ?? arn?.slice(arn.lastIndexOf("/") + 1);
    if (name === undefined) return undefined;
    const profile = await account.query("iam", "GetInstanceProfile", { InstanceProfileName: name });
    return profile === undefined
      ? `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`
      : undefined;
  }),
  // More vCPUs than the quota allows: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html
  reject(run, "VcpuLimitExceeded", (request, account) =>
    quotaIssue(new Map([[request.text("InstanceType") ?? "", Number(request.text("MaxCount") ?? 1)]]), account),
  ),
  // An instance that cannot be started: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(
    "StartInstances",
    "IncorrectInstanceState",
    states(["stopped", "pending", "running"], "is not in a state from which it can be started."),
  ),
  // More vCPUs than the quota allows: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html
  reject("StartInstances", "VcpuLimitExceeded", async (request, account) => {
    const more = new Map<string, number>();
    for (const id of request.list("InstanceId")) {
      const instance = await account.one("instance", id);
      const type = textAt(instance, "instanceType") ?? "";
      if (textAt(instance, "instanceState/name") === "stopped") more.set(type, (more.get(type) ?? 0) + 1);
    }
    return quotaIssue(more, account);
  }),
  // An instance that cannot be stopped: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(
    "StopInstances",
    "IncorrectInstanceState",
    states(["running", "stopping", "stopped"], "is not in a state from which it can be stopped."),
  ),
  // An instance that is not running: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(
    "RebootInstances",
    "IncorrectInstanceState",
    states(["running"], "is not in a state from which it can be rebooted."),
  ),
  // An instance type that does not exist.
  reject("ModifyInstanceAttribute", "InvalidParameterValue", typeIssue("InstanceType.Value")),
  // More than one attribute.
  reject("ModifyInstanceAttribute", "InvalidParameterCombination", single(["InstanceId"])),
  // A security group of another VPC: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html
  reject("ModifyInstanceAttribute", "InvalidGroup.NotFound", async (request, account) => {
    const groups = request.list("GroupId");
    if (groups.length === 0) return undefined;
    const instance = await account.one("instance", request.text("InstanceId"));
    const foreign = await foreignGroup({ groups, subnet: textAt(instance, "subnetId") }, account);
    return foreign && "You have specified two resources that belong to different networks.";
  }),
  // A terminated instance: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(
    ["ModifyInstanceAttribute", "ModifyInstanceMetadataOptions"],
    "IncorrectInstanceState",
    states(["pending", "running", "stopping", "stopped"], "is not in a valid state."),
  ),
  // An attribute that can only change while the instance is stopped: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject("ModifyInstanceAttribute", "IncorrectInstanceState", async (request, account) => {
    const isForStopped = request.matching(/^(?:InstanceType|UserData|Kernel|Ramdisk|EbsOptimized)(?:\.Value)?$/);
    if (isForStopped.length === 0) return undefined;
    return states(["stopped"], "is not in the 'stopped' state.")(request, account);
  }),
  // A terminated instance: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(
    "CreateImage",
    "IncorrectInstanceState",
    states(["running", "stopping", "stopped"], "is not in a valid state."),
  ),
  // An instance with termination protection: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html
  reject("TerminateInstances", "OperationNotPermitted", async (request, account) => {
    for (const id of request.list("InstanceId")) {
      const asked = { InstanceId: id, Attribute: "disableApiTermination" };
      const root = await account.query("ec2", "DescribeInstanceAttribute", asked);
      if (textAt(root, "disableApiTermination/value") === "true") {
        return `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`;
      }
    }
    return undefined;
  }),
];

/** Why user data is not Base64. */
export function base64Issue(value: string): string | undefined {
  const bare = value.replace(/\s/g, "");
  const isValid = /^[A-Za-z0-9+/]*={0,2}$/.test(bare) && bare.length % 4 === 0;
  return isValid ? undefined : "Invalid BASE64 encoding of user data";
}

/** Why user data is too large. The limit is for its size before encoding. */
export function sizeIssue(value: string): string | undefined {
  return Buffer.from(value, "base64").length > 16_384 ? "User data is limited to 16384 bytes" : undefined;
}

function typeIssue(name: string) {
  return async (request: Request, account: Account): Promise<string | undefined> => {
    const type = request.text(name);
    if (type === undefined || (await account.instanceType(type)) !== undefined) return undefined;
    return `Invalid value '${type}' for InstanceType.`;
  };
}

function launchOf(request: Request): Launch {
  const nested = request.matching(/^NetworkInterface\.\d+\.SecurityGroupId\.\d+$/).map(([, id]) => id);
  return {
    type: request.text("InstanceType"),
    image: request.text("ImageId"),
    subnet: request.text("SubnetId") ?? request.text("NetworkInterface.1.SubnetId"),
    zone: request.text("Placement.AvailabilityZone"),
    groups: [...request.list("SecurityGroupId"), ...nested],
  };
}

function privateAddress(request: Request, account: Account): ReturnType<typeof addressIssue> {
  const address = request.text("PrivateIpAddress") ?? request.text("NetworkInterface.1.PrivateIpAddress");
  const { subnet } = launchOf(request);
  return address === undefined || subnet === undefined
    ? Promise.resolve(undefined)
    : addressIssue(address, subnet, account);
}

/** The instances must be in one of these states. */
function states(allowed: readonly string[], otherwise: string) {
  return async (request: Request, account: Account): Promise<string | undefined> => {
    const one = request.text("InstanceId");
    for (const id of one === undefined ? request.list("InstanceId") : [one]) {
      const state = textAt(await account.one("instance", id), "instanceState/name");
      if (state !== undefined && !allowed.includes(state)) return `The instance '${id}' ${otherwise}`;
    }
    return undefined;
  };
}

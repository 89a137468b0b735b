import { items, textAt } from "../xml";
import type { Account } from "./account";
import { anyOf, between, each, oneOf } from "./checks";
import { addressIssue, architectureIssue, foreignGroup, offeringIssue, quotaIssue, type Launch } from "./launches";
import type { Rejection } from "./rejection";
import type { Request } from "./request";
import { unknownZone } from "./vpc";

const api = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_";
const guide = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/";
const errors = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";
const service = "ec2";
const run = ["RunInstances"];

/** EC2 instances. */
export const instances: readonly Rejection[] = [
  {
    ...{ service, actions: run, what: "an instance type that does not exist", code: "InvalidParameterValue" },
    source: `${api}RunInstances.html`,
    check: typeIssue("InstanceType"),
  },
  {
    ...{ service, actions: run, what: "no number of instances", code: "InvalidParameterValue" },
    source: `${api}RunInstances.html`,
    check: (request) => {
      const [min, max] = [Number(request.text("MinCount") ?? 1), Number(request.text("MaxCount") ?? 1)];
      return min >= 1 && max >= min ? undefined : `Invalid value '${max}' for MaxCount, or '${min}' for MinCount`;
    },
  },
  {
    ...{ service, actions: run, what: "an Availability Zone that the account does not have" },
    ...{ code: "InvalidParameterValue", source: `${api}Placement.html` },
    check: (request, account) => unknownZone(request.text("Placement.AvailabilityZone"), account),
  },
  {
    ...{ service, actions: run, what: "an instance type that the zone does not offer", code: "Unsupported" },
    source: `${guide}troubleshooting-launch.html`,
    check: (request, account) => offeringIssue(launchOf(request), account),
  },
  {
    ...{ service, actions: run, what: "an image for another architecture", code: "InvalidParameterValue" },
    source: `${api}RunInstances.html`,
    check: (request, account) => architectureIssue(launchOf(request), account),
  },
  {
    ...{ service, actions: run, what: "a security group of another VPC", code: "InvalidParameter", source: errors },
    check: async (request, account) => {
      const launch = launchOf(request);
      const group = await foreignGroup(launch, account);
      return group && `Security group ${group} and subnet ${launch.subnet ?? ""} belong to different networks.`;
    },
  },
  {
    ...{ service, actions: run, what: "more than 5 security groups", source: errors },
    code: "SecurityGroupsPerInterfaceLimitExceeded",
    check: (request) =>
      launchOf(request).groups.length > 5
        ? "The maximum number of security groups per interface has been reached."
        : undefined,
  },
  {
    ...{ service, actions: run, what: "a private address that the subnet does not have, or reserves" },
    ...{ code: "InvalidParameterValue", source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html" },
    check: async (request, account) => {
      const issue = await privateAddress(request, account);
      return issue?.inUse === false ? issue.message : undefined;
    },
  },
  {
    ...{ service, actions: run, what: "a private address in use", code: "InvalidIPAddress.InUse", source: errors },
    check: async (request, account) => {
      const issue = await privateAddress(request, account);
      return issue?.inUse === true ? issue.message : undefined;
    },
  },
  {
    ...{ service, actions: run, what: "user data that are not Base64", code: "InvalidParameterValue" },
    ...{ source: `${guide}user-data.html`, check: each("UserData", base64Issue) },
  },
  {
    ...{ service, actions: [...run, "ModifyInstanceAttribute"], what: "user data over 16 KiB" },
    ...{ code: "InvalidParameterValue", source: `${guide}user-data.html` },
    check: anyOf(each("UserData", sizeIssue), each("UserData.Value", sizeIssue)),
  },
  {
    ...{ service, actions: [...run, "ModifyInstanceMetadataOptions"], what: "metadata options that there are not" },
    ...{ code: "InvalidParameterValue", source: `${api}InstanceMetadataOptionsRequest.html` },
    check: anyOf(
      between(/^(?:MetadataOptions\.)?HttpPutResponseHopLimit$/, 1, 64),
      oneOf(/^(?:MetadataOptions\.)?HttpTokens$/, ["optional", "required"]),
      oneOf(/^(?:MetadataOptions\.)?HttpEndpoint$/, ["enabled", "disabled"]),
    ),
  },
  {
    ...{ service, actions: run, what: "an invalid volume type or shutdown behavior" },
    ...{ code: "InvalidParameterValue", source: `${api}EbsBlockDevice.html` },
    check: anyOf(
      oneOf(/^BlockDeviceMapping\.\d+\.Ebs\.VolumeType$/, ["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"]),
      oneOf("InstanceInitiatedShutdownBehavior", ["stop", "terminate"]),
      between(/^BlockDeviceMapping\.\d+\.Ebs\.VolumeSize$/, 1, 65_536),
    ),
  },
  {
    ...{ service, actions: run, what: "a root volume smaller than its image's", code: "InvalidBlockDeviceMapping" },
    source: `${api}EbsBlockDevice.html`,
    check: async (request, account) => {
      const image = await account.one("image", request.text("ImageId"));
      // The emulator's public images have arbitrary sizes; only an image created here has the real one.
      if (textAt(image, "creationDate") === undefined || textAt(image, "imageOwnerId") !== "123456789012") return;
      const root = textAt(image, "rootDeviceName");
      const disk = items(image, "blockDeviceMapping").find((one) => textAt(one, "deviceName") === root);
      const size = Number(textAt(disk, "ebs/volumeSize") ?? 0);
      const asked = request.structures("BlockDeviceMapping").find(({ DeviceName }) => DeviceName === root);
      const given = asked?.["Ebs.VolumeSize"];
      return given !== undefined && Number(given) < size
        ? `Volume of size ${given}GB is smaller than snapshot '${textAt(disk, "ebs/snapshotId") ?? ""}', expect size >= ${size}GB`
        : undefined;
    },
  },
  {
    ...{ service, actions: run, what: "an instance profile that does not exist", code: "InvalidParameterValue" },
    source: `${api}RunInstances.html`,
    check: async (request, account) => {
      const arn = request.text("IamInstanceProfile.Arn");
      const name = request.text("IamInstanceProfile.Name") ?? arn?.slice(arn.lastIndexOf("/") + 1);
      if (name === undefined) return undefined;
      const profile = await account.query("iam", "GetInstanceProfile", { InstanceProfileName: name });
      return profile === undefined
        ? `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`
        : undefined;
    },
  },
  {
    ...{ service, actions: run, what: "running instances above the vCPU quota", code: "VcpuLimitExceeded" },
    source: `${guide}ec2-on-demand-instances.html`,
    check: (request, account) =>
      quotaIssue(new Map([[request.text("InstanceType") ?? "", Number(request.text("MaxCount") ?? 1)]]), account),
  },
  {
    ...{ service, actions: ["StartInstances"], what: "an instance that cannot be started" },
    ...{ code: "IncorrectInstanceState", source: errors },
    check: states(["stopped", "pending", "running"], "is not in a state from which it can be started."),
  },
  {
    ...{ service, actions: ["StartInstances"], what: "instances above the vCPU quota", code: "VcpuLimitExceeded" },
    source: `${guide}ec2-on-demand-instances.html`,
    check: async (request, account) => {
      const more = new Map<string, number>();
      for (const id of request.list("InstanceId")) {
        const instance = await account.one("instance", id);
        const type = textAt(instance, "instanceType") ?? "";
        if (textAt(instance, "instanceState/name") === "stopped") more.set(type, (more.get(type) ?? 0) + 1);
      }
      return quotaIssue(more, account);
    },
  },
  {
    ...{ service, actions: ["StopInstances"], what: "an instance that cannot be stopped" },
    ...{ code: "IncorrectInstanceState", source: errors },
    check: states(["running", "stopping", "stopped"], "is not in a state from which it can be stopped."),
  },
  {
    ...{ service, actions: ["RebootInstances"], what: "an instance that does not run", code: "IncorrectInstanceState" },
    ...{ source: errors, check: states(["running"], "is not in a state from which it can be rebooted.") },
  },
  {
    ...{ service, actions: ["ModifyInstanceAttribute"], what: "an instance type that does not exist" },
    ...{ code: "InvalidParameterValue", source: `${api}ModifyInstanceAttribute.html` },
    check: typeIssue("InstanceType.Value"),
  },
  {
    ...{ service, actions: ["ModifyInstanceAttribute"], what: "what only a stopped instance can have changed" },
    ...{ code: "IncorrectInstanceState", source: errors },
    check: async (request, account) => {
      const isForStopped = request.matching(/^(?:InstanceType|UserData|Kernel|Ramdisk|EbsOptimized)(?:\.Value)?$/);
      if (isForStopped.length === 0) return undefined;
      return states(["stopped"], "is not in the 'stopped' state.")(request, account);
    },
  },
  {
    ...{ service, actions: ["CreateImage"], what: "an instance that is terminated", code: "IncorrectInstanceState" },
    ...{ source: errors, check: states(["running", "stopping", "stopped"], "is not in a valid state.") },
  },
  {
    ...{ service, actions: ["TerminateInstances"], what: "a protected instance", code: "OperationNotPermitted" },
    source: `${guide}Using_ChangingDisableAPITermination.html`,
    check: async (request, account) => {
      for (const id of request.list("InstanceId")) {
        const asked = { InstanceId: id, Attribute: "disableApiTermination" };
        const root = await account.query("ec2", "DescribeInstanceAttribute", asked);
        if (textAt(root, "disableApiTermination/value") === "true") {
          return `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`;
        }
      }
      return undefined;
    },
  },
];

/** Why user data is not Base64. */
export function base64Issue(value: string): string | undefined {
  const bare = value.replace(/\s/g, "");
  const isFine = /^[A-Za-z0-9+/]*={0,2}$/.test(bare) && bare.length % 4 === 0;
  return isFine ? undefined : "Invalid BASE64 encoding of user data";
}

/** Why user data is too large: its size before encoding counts. */
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

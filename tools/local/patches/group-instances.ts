import { isCall, type ApiCall, type ApiResponse, type Ask, type Patch } from "../api";
import { bodyOf, editXml, element, find, findAll, items, membersOf, setChild, textAt, textsOf } from "../xml";
import type { XmlElement } from "../xml";

/** Calls after which an Auto Scaling group may have launched instances in the emulator. */
export const LAUNCHING = [
  "CreateAutoScalingGroup",
  "UpdateAutoScalingGroup",
  "SetDesiredCapacity",
  "ExecutePolicy",
  "TerminateInstanceInAutoScalingGroup",
  "DetachInstances",
  "EnterStandby",
];

/**
 * The emulator launches a group's instances with the default security group, without IMDSv2 and with a plain second
 * volume instead of those of the launch template, and reports the template's default version for all of them.
 */
export function groupInstances(): Patch {
  /** The version that each instance was launched from. */
  const versions = new Map<string, string>();
  return {
    description: "instances of an Auto Scaling group match their launch template",
    applies: (call) =>
      isCall(call, "autoscaling", ...LAUNCHING, "DescribeAutoScalingGroups", "DescribeAutoScalingInstances") ||
      isCall(call, "ec2", "TerminateInstances"),
    handle: async (call, next, ask) => {
      const response = await next(call);
      if (!call.action.startsWith("Describe")) {
        if (response.status < 300) await fixNewInstances(versions, call, ask);
        return response;
      }
      return editXml(response, (root) => {
        for (const id of textsOf(root, "InstanceId")) showVersion(root, id, versions.get(id));
      });
    },
  };
}

async function fixNewInstances(versions: Map<string, string>, call: ApiCall, ask: Ask): Promise<void> {
  const described = bodyOf(await ask("autoscaling", "DescribeAutoScalingGroups", {}, call));
  for (const group of membersOf(described, "AutoScalingGroups")) {
    const template = textAt(group, "LaunchTemplate/LaunchTemplateId");
    const fresh = items(group, "Instances")
      .map((member) => textAt(member, "InstanceId") ?? "")
      .filter((id) => !versions.has(id));
    if (template === undefined || fresh.length === 0) continue;
    const requested = textAt(group, "LaunchTemplate/Version") ?? "$Default";
    for (const id of fresh) versions.set(id, requested);
    const params = { LaunchTemplateId: template, "LaunchTemplateVersion.1": requested };
    const version = find(
      bodyOf(await ask("ec2", "DescribeLaunchTemplateVersions", params, call)),
      "launchTemplateVersionSet/item",
    );
    const data = find(version, "launchTemplateData");
    for (const id of fresh) {
      versions.set(id, textAt(version, "versionNumber") ?? requested);
      if (data !== undefined) await matchTemplate(id, data, (action, more) => ask("ec2", action, more, call));
    }
  }
}

function showVersion(root: XmlElement, id: string, version: string | undefined): void {
  if (version === undefined) return;
  for (const member of findAll(root, "member").filter((one) => textAt(one, "InstanceId") === id)) {
    const template = find(member, "LaunchTemplate");
    if (template !== undefined) setChild(template, element("Version", version));
  }
}

type AskEc2 = (action: string, params: Readonly<Record<string, string>>) => Promise<ApiResponse>;

/** Gives an instance what a launch template's data says: security groups, metadata options, instance profile, volumes. */
async function matchTemplate(id: string, data: XmlElement, ask: AskEc2): Promise<void> {
  const [instance] = membersOf(bodyOf(await ask("DescribeInstances", { "InstanceId.1": id })), "instancesSet");
  if (instance === undefined) return;
  await matchSecurityGroups(instance, data, ask);
  await matchMetadataOptions(id, data, ask);
  const profile = textAt(data, "iamInstanceProfile/arn");
  if (profile !== undefined && profile !== "" && find(instance, "iamInstanceProfile/arn") === undefined) {
    await ask("AssociateIamInstanceProfile", { InstanceId: id, "IamInstanceProfile.Arn": profile });
  }
  await matchVolumes(id, instance, data, ask);
}

async function matchSecurityGroups(instance: XmlElement, data: XmlElement, ask: AskEc2): Promise<void> {
  const named = [...membersOf(data, "groupSet"), ...membersOf(data, "securityGroupIdSet")];
  const groups = named.map(({ text, children }) => children[0]?.text ?? text);
  const [networkInterface] = textsOf(instance, "networkInterfaceId");
  if (groups.length === 0 || networkInterface === undefined) return;
  await ask("ModifyNetworkInterfaceAttribute", {
    NetworkInterfaceId: networkInterface,
    ...Object.fromEntries(groups.map((group, index) => [`SecurityGroupId.${index + 1}`, group])),
  });
}

async function matchMetadataOptions(id: string, data: XmlElement, ask: AskEc2): Promise<void> {
  const names = ["httpTokens", "httpEndpoint", "httpPutResponseHopLimit", "instanceMetadataTags"];
  const options = names.flatMap((name) => {
    const value = textAt(data, `metadataOptions/${name}`);
    return value === undefined || value === "" ? [] : [[`${name[0]?.toUpperCase()}${name.slice(1)}`, value] as const];
  });
  if (options.length === 0) return;
  await ask("ModifyInstanceMetadataOptions", { InstanceId: id, ...Object.fromEntries(options) });
}

async function matchVolumes(id: string, instance: XmlElement, data: XmlElement, ask: AskEc2): Promise<void> {
  const wanted = new Set(items(data, "blockDeviceMappingSet").map((one) => textAt(one, "deviceName")));
  const tags = items(data, "tagSpecificationSet")
    .filter((specification) => textAt(specification, "resourceType") === "volume")
    .flatMap((specification) => items(specification, "tagSet"));
  for (const mapping of items(instance, "blockDeviceMapping")) {
    const volume = textAt(mapping, "ebs/volumeId") ?? "";
    // The emulator adds the image's volume under another device name beside the one that replaces it.
    if (wanted.size > 0 && !wanted.has(textAt(mapping, "deviceName"))) {
      await ask("DetachVolume", { VolumeId: volume, InstanceId: id });
      await ask("DeleteVolume", { VolumeId: volume });
    } else if (tags.length > 0) {
      await ask("CreateTags", { "ResourceId.1": volume, ...tagParams(tags) });
    }
  }
}

function tagParams(tags: readonly XmlElement[]): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap((tag, index) => [
      [`Tag.${index + 1}.Key`, textAt(tag, "key") ?? ""],
      [`Tag.${index + 1}.Value`, textAt(tag, "value") ?? ""],
    ]),
  );
}

import type { ApiResponse } from "../api";
import { find, findAll, parseXml, textAt, type XmlElement } from "../xml";

type AskEc2 = (action: string, params: Readonly<Record<string, string>>) => Promise<ApiResponse>;

/** The metadata options that a template can have, and what `ModifyInstanceMetadataOptions` calls them. */
const metadataOptions = {
  httpTokens: "HttpTokens",
  httpEndpoint: "HttpEndpoint",
  httpPutResponseHopLimit: "HttpPutResponseHopLimit",
  instanceMetadataTags: "InstanceMetadataTags",
};

/**
 * Makes an instance in the emulator what a launch template's data says: security groups, metadata options, instance
 * profile, disks and their tags.
 */
export async function matchTemplate(id: string, data: XmlElement, ask: AskEc2): Promise<void> {
  const answer = await ask("DescribeInstances", { "InstanceId.1": id });
  const root = parseXml(answer.body.toString("utf8"));
  const instance = root && findAll(root, "instancesSet")[0]?.children[0];
  if (instance === undefined) return;
  await matchGroups(instance, data, ask);
  await matchMetadata(id, data, ask);
  const profile = textAt(data, "iamInstanceProfile/arn");
  if (profile !== undefined && profile !== "" && find(instance, "iamInstanceProfile/arn") === undefined) {
    await ask("AssociateIamInstanceProfile", { InstanceId: id, "IamInstanceProfile.Arn": profile });
  }
  await matchDisks(id, instance, data, ask);
}

async function matchGroups(instance: XmlElement, data: XmlElement, ask: AskEc2): Promise<void> {
  const named = findAll(data, "groupSet").concat(findAll(data, "securityGroupIdSet"));
  const groups = named.flatMap(({ children }) => children).map(({ text, children }) => children[0]?.text ?? text);
  const networkInterface = findAll(instance, "networkInterfaceId")[0]?.text;
  if (groups.length === 0 || networkInterface === undefined) return;
  await ask("ModifyNetworkInterfaceAttribute", {
    NetworkInterfaceId: networkInterface,
    ...Object.fromEntries(groups.map((group, index) => [`SecurityGroupId.${index + 1}`, group])),
  });
}

async function matchMetadata(id: string, data: XmlElement, ask: AskEc2): Promise<void> {
  const options = Object.entries(metadataOptions).flatMap(([name, parameter]) => {
    const value = textAt(data, `metadataOptions/${name}`);
    return value === undefined || value === "" ? [] : [[parameter, value] as const];
  });
  if (options.length === 0) return;
  await ask("ModifyInstanceMetadataOptions", { InstanceId: id, ...Object.fromEntries(options) });
}

async function matchDisks(id: string, instance: XmlElement, data: XmlElement, ask: AskEc2): Promise<void> {
  const wanted = new Set((find(data, "blockDeviceMappingSet")?.children ?? []).map((one) => textAt(one, "deviceName")));
  const tags = (find(data, "tagSpecificationSet")?.children ?? [])
    .filter((specification) => textAt(specification, "resourceType") === "volume")
    .flatMap((specification) => find(specification, "tagSet")?.children ?? []);
  for (const disk of find(instance, "blockDeviceMapping")?.children ?? []) {
    const volume = textAt(disk, "ebs/volumeId") ?? "";
    // The emulator adds the image's disk under another name beside the one that takes its place.
    if (wanted.size > 0 && !wanted.has(textAt(disk, "deviceName"))) {
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

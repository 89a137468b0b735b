import { STANDARD_VCPU_QUOTA } from "../patches/account-facts";
import { find, findAll, items, textAt, type XmlElement } from "../xml";
import type { Account } from "./account";
import { cidrOf } from "../cidr";

/** The parameters of a launch that are checked, from a call or a launch template. */
export interface Launch {
  readonly type: string | undefined;
  readonly image: string | undefined;
  readonly subnet: string | undefined;
  readonly zone: string | undefined;
  readonly groups: readonly string[];
}

/** The data of a launch template version, or `undefined` if the version does not exist. */
export async function templateData(
  account: Account,
  named: {
    readonly id?: string | undefined;
    readonly name?: string | undefined;
    readonly version?: string | undefined;
  },
): Promise<XmlElement | undefined> {
  const root = await account.query("ec2", "DescribeLaunchTemplateVersions", {
    ...(named.id !== undefined ? { LaunchTemplateId: named.id } : { LaunchTemplateName: named.name ?? "" }),
    "LaunchTemplateVersion.1": named.version ?? "$Default",
  });
  return find(items(root, "launchTemplateVersionSet")[0], "launchTemplateData");
}

/** The parameters of a launch with a launch template's data in a subnet. */
export function launchOf(data: XmlElement, subnet?: string): Launch {
  const sets = ["securityGroupIdSet", "groupSet"].flatMap((name) => findAll(data, name));
  return {
    type: textAt(data, "instanceType"),
    image: textAt(data, "imageId"),
    subnet,
    zone: undefined,
    groups: sets.flatMap(({ children }) => children).map((one) => one.children[0]?.text ?? one.text),
  };
}

/** Why an instance type and an image are incompatible. */
export async function architectureIssue(launch: Launch, account: Account): Promise<string | undefined> {
  const image = textAt(await account.one("image", launch.image), "architecture");
  const type = launch.type === undefined ? undefined : await account.instanceType(launch.type);
  if (image === undefined || type === undefined) return undefined;
  const known = items(type, "processorInfo/supportedArchitectures").map(({ text }) => text);
  return known.includes(image)
    ? undefined
    : `The architecture '${known.join(",")}' of the specified instance type does not match the architecture '${image}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`;
}

/** Why an Availability Zone does not offer an instance type. */
export async function offeringIssue(launch: Launch, account: Account): Promise<string | undefined> {
  const zone = launch.zone ?? textAt(await account.one("subnet", launch.subnet), "availabilityZone");
  if (zone === undefined || launch.type === undefined) return undefined;
  const root = await account.query("ec2", "DescribeInstanceTypeOfferings", {
    ...{ LocationType: "availability-zone", "Filter.1.Name": "instance-type", "Filter.1.Value.1": launch.type },
  });
  const zones = items(root, "instanceTypeOfferingSet").map((one) => textAt(one, "location") ?? "");
  return zones.length === 0 || zones.includes(zone)
    ? undefined
    : `Your requested instance type (${launch.type}) is not supported in your requested Availability Zone (${zone}). Please retry your request by not specifying an Availability Zone or choosing ${zones.sort().join(", ")}.`;
}

/** The first security group of a launch that belongs to another VPC than the subnet. */
export async function foreignGroup(
  launch: Pick<Launch, "subnet" | "groups">,
  account: Account,
): Promise<string | undefined> {
  const vpcId = textAt(await account.one("subnet", launch.subnet), "vpcId");
  if (vpcId === undefined) return undefined;
  for (const id of launch.groups) {
    const group = await account.one("securityGroup", id);
    if (group !== undefined && textAt(group, "vpcId") !== vpcId) return id;
  }
  return undefined;
}

/** Why a private address cannot be assigned in a subnet. */
export async function addressIssue(
  address: string,
  subnetId: string,
  account: Account,
): Promise<{ readonly inUse: boolean; readonly message: string } | undefined> {
  const range = cidrOf(textAt(await account.one("subnet", subnetId), "cidrBlock") ?? "");
  const at = cidrOf(`${address}/32`)?.first;
  if (range === undefined) return undefined;
  if (at === undefined) return { inUse: false, message: `Invalid IP address: ${address}` };
  if (at < range.first || at > range.last) {
    return { inUse: false, message: `Address ${address} does not fall within the subnet's address range` };
  }
  if (at < range.first + 4 || at === range.last) {
    return { inUse: false, message: `Address ${address} is in subnet's reserved address range` };
  }
  const interfaces = await account.all("networkInterface", { "subnet-id": subnetId });
  const taken = interfaces.some((one) => findAll(one, "privateIpAddress").some(({ text }) => text === address));
  return taken ? { inUse: true, message: `Address ${address} is in use.` } : undefined;
}

/** Instance families that count toward the quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances". */
const standard = /^[acdhimrtz]\d/;

/** Why starting more instances, by type, would exceed the vCPU quota. */
export async function quotaIssue(more: ReadonlyMap<string, number>, account: Account): Promise<string | undefined> {
  const limit = account.quotas.vcpus ?? STANDARD_VCPU_QUOTA;
  const running = await account.all("instance", { "instance-state-name": "pending,running" });
  const wanted = new Map(more);
  for (const one of running) {
    const type = textAt(one, "instanceType") ?? "";
    wanted.set(type, (wanted.get(type) ?? 0) + 1);
  }
  let sum = 0;
  for (const [type, count] of wanted) {
    if (!standard.test(type)) continue;
    sum += count * Number(textAt(await account.instanceType(type), "vCpuInfo/defaultVCpus") ?? 1);
  }
  return sum <= limit
    ? undefined
    : `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`;
}

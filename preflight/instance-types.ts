import type { EC2Client, InstanceTypeInfo } from "@aws-sdk/client-ec2";
import { architectureOf } from "../config";
import { filtersOf, type AwsClients } from "../lib/aws";
import type { PreflightCheck } from "./check";

export interface UsedInstanceType {
  /** The setting: `instanceTypes.web`. */
  readonly setting: string;
  readonly type: string;
  /** The Availability Zones in which instances of it are launched. */
  readonly zones: readonly string[];
}

/**
 * Checks that the region has the instance types, that they can run this project's Amazon Linux, and that every zone
 * in which they are used offers them.
 */
export function instanceTypes(
  { region, used }: { readonly region: string; readonly used: readonly UsedInstanceType[] },
  clients: Pick<AwsClients, "ec2">,
): PreflightCheck {
  return {
    what: "describe the instance types",
    run: async () => {
      const ec2 = await clients.ec2();
      const types = [...new Set(used.map(({ type }) => type))];
      const [infos, offers] = await Promise.all([describeInstanceTypes(types, ec2), offersOf(types, ec2)]);
      return used.flatMap(({ setting, type, zones }) => {
        const info = infos.get(type);
        if (info === undefined) return `${setting}: ${type} does not exist in ${region}. Choose another type`;
        const reason = unusableReason(type, info);
        if (reason !== undefined) return `${setting}: ${type} ${reason}. Choose another type`;
        const offering = offers.get(type) ?? [];
        const missing = zones.filter((zone) => !offering.includes(zone));
        if (missing.length === 0) return [];
        const where = offering.length === 0 ? "none" : offering.join(", ");
        return (
          `${setting}: ${type} is not available in ${missing.join(" and ")}, where the stage uses it; ` +
          `zones of ${region} that offer it: ${where}. Choose another type or other zones`
        );
      });
    },
  };
}

/** Descriptions of instance types, by name; types that the region does not have are left out. */
export async function describeInstanceTypes(
  types: readonly string[],
  ec2: EC2Client,
): Promise<ReadonlyMap<string, InstanceTypeInfo>> {
  const { paginateDescribeInstanceTypes } = await import("@aws-sdk/client-ec2");
  const infos = new Map<string, InstanceTypeInfo>();
  // A filter, since an unknown name in `InstanceTypes` fails the whole call. A filter takes 200 values.
  for (let start = 0; start < types.length; start += 100) {
    const Filters = filtersOf({ "instance-type": types.slice(start, start + 100) });
    for await (const { InstanceTypes = [] } of paginateDescribeInstanceTypes({ client: ec2 }, { Filters })) {
      for (const info of InstanceTypes) infos.set(String(info.InstanceType), info);
    }
  }
  return infos;
}

async function offersOf(types: readonly string[], ec2: EC2Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { paginateDescribeInstanceTypeOfferings } = await import("@aws-sdk/client-ec2");
  const request = { LocationType: "availability-zone", Filters: filtersOf({ "instance-type": types }) } as const;
  const offers = new Map<string, string[]>();
  for await (const { InstanceTypeOfferings = [] } of paginateDescribeInstanceTypeOfferings({ client: ec2 }, request)) {
    for (const { InstanceType = "", Location = "" } of InstanceTypeOfferings) {
      offers.set(InstanceType, [...(offers.get(InstanceType) ?? []), Location].sort());
    }
  }
  return offers;
}

/** The boot scripts use Nitro's names of devices and network interfaces; images are HVM on EBS volumes. */
function unusableReason(type: string, info: InstanceTypeInfo): string | undefined {
  const expected = architectureOf(type);
  const architectures: readonly string[] = info.ProcessorInfo?.SupportedArchitectures ?? [expected];
  if (!architectures.includes(expected)) {
    return `is a type for ${architectures.join(", ")}, but this program expects ${expected}`;
  }
  // https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html
  if (type.startsWith("a1."))
    return "has a Graviton processor of the first generation, on which Amazon Linux 2023 does not run";
  if (info.BareMetal === true) return "is a bare metal type";
  if (info.Hypervisor !== undefined && info.Hypervisor !== "nitro") return "does not run on the Nitro System";
  if (info.SupportedVirtualizationTypes?.includes("hvm") === false) return "does not run HVM images";
  if (info.SupportedRootDeviceTypes?.includes("ebs") === false) return "cannot start from an EBS volume";
  return undefined;
}

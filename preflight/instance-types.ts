import type { EC2Client, InstanceTypeInfo } from "@aws-sdk/client-ec2";

import { architectureOf } from "../config";
import type { AwsClients } from "../lib/aws";
import { allPages } from "./pages";
import type { PreflightCheck } from "./preflight";

/** An instance type and where it is used. */
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
    what: "look up the instance types",
    run: async () => {
      const ec2 = await clients.ec2();
      const types = [...new Set(used.map(({ type }) => type))];
      const [infos, offers] = await Promise.all([describeInstanceTypes(types, ec2), offersOf(types, ec2)]);
      return used.flatMap(({ setting, type, zones }) => {
        const info = infos.get(type);
        if (info === undefined) return `${setting}: ${type} does not exist in ${region}. Choose another type`;
        const problem = problemOf(type, info);
        if (problem !== undefined) return `${setting}: ${type} ${problem}. Choose another type`;
        const offering = offers.get(type) ?? [];
        const missing = zones.filter((zone) => !offering.includes(zone));
        if (missing.length === 0) return [];
        const where = offering.length === 0 ? "no zone" : offering.join(", ");
        return (
          `${setting}: ${type} is not offered in ${missing.join(" and ")}, where it is used; ` +
          `${where} of ${region} offers it. Choose another type or other zones`
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
  const { DescribeInstanceTypesCommand } = await import("@aws-sdk/client-ec2");
  const infos = new Map<string, InstanceTypeInfo>();
  // By a filter: a name in `InstanceTypes` that does not exist fails the whole call. A filter takes 200 values.
  for (let start = 0; start < types.length; start += 100) {
    const Filters = [{ Name: "instance-type", Values: types.slice(start, start + 100) }];
    const found = await allPages(async (NextToken) => {
      const page = await ec2.send(new DescribeInstanceTypesCommand({ Filters, NextToken }));
      return { items: page.InstanceTypes, NextToken: page.NextToken };
    });
    for (const info of found) infos.set(String(info.InstanceType), info);
  }
  return infos;
}

/** The zones that offer each type. */
async function offersOf(types: readonly string[], ec2: EC2Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { DescribeInstanceTypeOfferingsCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "instance-type", Values: [...types] }];
  const found = await allPages(async (NextToken) => {
    const page = await ec2.send(
      new DescribeInstanceTypeOfferingsCommand({ LocationType: "availability-zone", Filters, NextToken }),
    );
    return { items: page.InstanceTypeOfferings, NextToken: page.NextToken };
  });
  const offers = new Map<string, string[]>();
  for (const { InstanceType = "", Location = "" } of found) {
    offers.set(InstanceType, [...(offers.get(InstanceType) ?? []), Location].sort());
  }
  return offers;
}

/**
 * Why instances of a type would not work: the boot scripts name devices and interfaces as Nitro does, images are
 * HVM on EBS volumes.
 */
function problemOf(type: string, info: InstanceTypeInfo): string | undefined {
  const expected = architectureOf(type);
  const architectures: readonly string[] = info.ProcessorInfo?.SupportedArchitectures ?? [expected];
  if (!architectures.includes(expected)) {
    return `is a type for ${architectures.join(", ")}, not for ${expected} as this program takes it for`;
  }
  if (info.BareMetal === true) return "is a bare metal type";
  if (info.Hypervisor !== undefined && info.Hypervisor !== "nitro") return "does not run on the Nitro System";
  if (info.SupportedVirtualizationTypes?.includes("hvm") === false) return "does not run HVM images";
  if (info.SupportedRootDeviceTypes?.includes("ebs") === false) return "cannot start from an EBS volume";
  return undefined;
}

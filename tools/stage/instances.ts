import type { EC2Client, Instance } from "@aws-sdk/client-ec2";

import { allPages, filtersOf, stageTags } from "../../lib/aws";
import { nameOf, type StageName } from "../../lib/naming";

/** What an instance of a stage is for. */
export type Role = "web" | "bastion" | "nat";

/** An instance of a stage that is not terminated, as EC2 knows it. */
export interface StageInstance {
  readonly role: Role;
  readonly id: string;
  /** `pending`, `running`, `stopping`, `stopped` or `shutting-down`. */
  readonly state: string;
  readonly zone: string;
  readonly privateIp: string;
  readonly publicIp?: string;
  /** When it last started. */
  readonly startedAt: Date;
}

const PRESENT = ["pending", "running", "stopping", "stopped", "shutting-down"];

/** Finds a stage's instances by their tags, in the order of their zones and ids. */
export async function findInstances(stageName: StageName, ec2: EC2Client): Promise<readonly StageInstance[]> {
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = filtersOf({
    ...stageTags(stageName),
    "tag:Name": Object.values(namesOf(stageName)).flatMap((name) => [name, `${name}-*`]),
    "instance-state-name": PRESENT,
  });
  const pages = await allPages((token) => ec2.send(new DescribeInstancesCommand({ Filters, ...token })));
  return pages
    .flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances))
    .flatMap((instance) => toStageInstance(instance, stageName) ?? [])
    .sort((a, b) => compare(a.zone + a.id, b.zone + b.id));
}

/** The Name tags by role, or what they begin with. The build instance has no role. */
function namesOf(stageName: StageName): Readonly<Record<Role, string>> {
  return {
    web: nameOf(stageName, { prefix: "as", suffix: "web" }),
    bastion: nameOf(stageName, { suffix: "bastion" }),
    nat: nameOf(stageName, { suffix: "nat" }),
  };
}

function toStageInstance(instance: Instance, stageName: StageName): StageInstance | undefined {
  const name = instance.Tags?.find(({ Key }) => Key === "Name")?.Value ?? "";
  const roles = Object.entries(namesOf(stageName)) as [Role, string][];
  // With several NAT instances, each has its zone's suffix: `shop-prod-nat-1a`.
  const role = roles.find(([, known]) => name === known || /^-\d[a-z]$/.test(name.replace(known, "")))?.[0];
  if (role === undefined) return undefined;
  return {
    role,
    id: instance.InstanceId ?? "",
    state: instance.State?.Name ?? "",
    zone: instance.Placement?.AvailabilityZone ?? "",
    privateIp: instance.PrivateIpAddress ?? "",
    ...(instance.PublicIpAddress === undefined ? {} : { publicIp: instance.PublicIpAddress }),
    startedAt: instance.LaunchTime ?? new Date(0),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

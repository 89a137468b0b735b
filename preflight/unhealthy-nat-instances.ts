import type { EC2Client, Instance } from "@aws-sdk/client-ec2";
import * as pulumi from "@pulumi/pulumi";
import { allPages, filtersOf, stageTags, type AwsClients } from "../lib/aws";
import { nameOf, zoneSuffix, type StageName } from "../lib/naming";

/**
 * Finds NAT instances that exist but do not forward packets: stopped ones, and those that fail EC2's status checks. A
 * terminated one is not among them, since a refresh notices it.
 * @returns instance ids by the suffix of their zone
 */
export async function findUnhealthyNatInstances(
  stageName: StageName,
  clients: Pick<AwsClients, "ec2">,
): Promise<ReadonlyMap<string, string>> {
  const ec2 = await clients.ec2();
  const instances = await natInstances(ec2, stageName);
  const impaired = await impairedIds(ec2, instances);
  const unhealthy = new Map<string, string>();
  for (const { InstanceId: id = "", State, Placement } of instances) {
    const running = State?.Name === "running";
    if (running && !impaired.has(id)) continue;
    unhealthy.set(zoneSuffix(Placement?.AvailabilityZone ?? ""), id);
    const reason = running ? "fails EC2's status checks" : `is ${State?.Name ?? "gone"}`;
    await pulumi.log.warn(`NAT instance ${id} ${reason}: this deployment replaces it`);
  }
  return unhealthy;
}

async function natInstances(ec2: EC2Client, stageName: StageName): Promise<Instance[]> {
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = filtersOf({
    ...stageTags(stageName),
    "tag:Name": ["nat", "nat-*"].map((suffix) => nameOf(stageName, { suffix })),
    "instance-state-name": ["running", "stopping", "stopped"],
  });
  const pages = await allPages((token) => ec2.send(new DescribeInstancesCommand({ Filters, ...token })));
  return pages.flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances));
}

async function impairedIds(ec2: EC2Client, instances: readonly Instance[]): Promise<ReadonlySet<string>> {
  if (instances.length === 0) return new Set();
  const { DescribeInstanceStatusCommand } = await import("@aws-sdk/client-ec2");
  const InstanceIds = instances.map(({ InstanceId = "" }) => InstanceId);
  const { InstanceStatuses = [] } = await ec2.send(
    new DescribeInstanceStatusCommand({ InstanceIds, IncludeAllInstances: true }),
  );
  const impaired = InstanceStatuses.filter(
    ({ InstanceStatus, SystemStatus }) => InstanceStatus?.Status === "impaired" || SystemStatus?.Status === "impaired",
  );
  return new Set(impaired.map(({ InstanceId = "" }) => InstanceId));
}

import * as pulumi from "@pulumi/pulumi";
import type { EC2Client, Instance } from "@aws-sdk/client-ec2";

import type { AwsClients } from "../lib/aws";
import { nameOf, zoneSuffix, type StageName } from "../lib/naming";

/**
 * Finds the stage's NAT instances that send nothing on, though they exist: stopped, or failing EC2's status checks.
 * A terminated one is not among them: a refresh notices that it is gone.
 *
 * @returns instance ids by the suffix of their zone
 */
export async function findUnhealthyNatInstances(
  stageName: StageName,
  clients: Pick<AwsClients, "ec2">,
): Promise<ReadonlyMap<string, string>> {
  const ec2 = await clients.ec2();
  const broken = new Map<string, string>();
  for (const { zone, id, fault } of await faultsOf(ec2, await natInstances(ec2, stageName))) {
    broken.set(zone, id);
    await pulumi.log.warn(`NAT instance ${id} ${fault}: it is replaced`);
  }
  return broken;
}

async function natInstances(ec2: EC2Client, stageName: StageName): Promise<Instance[]> {
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const filters = {
    "tag:Service": [stageName.service],
    "tag:Stage": [stageName.stage],
    "tag:Name": ["nat", "nat-*"].map((suffix) => nameOf(stageName, { suffix })),
    "instance-state-name": ["running", "stopping", "stopped"],
  };
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({ Filters: Object.entries(filters).map(([Name, Values]) => ({ Name, Values })) }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

async function faultsOf(
  ec2: EC2Client,
  instances: readonly Instance[],
): Promise<{ readonly zone: string; readonly id: string; readonly fault: string }[]> {
  if (instances.length === 0) return [];
  const impaired = await impairedOf(ec2, instances);
  return instances.flatMap(({ InstanceId: id = "", State, Placement }) => {
    const zone = zoneSuffix(Placement?.AvailabilityZone ?? "");
    if (State?.Name !== "running") return [{ zone, id, fault: `is ${State?.Name ?? "gone"}` }];
    return impaired.has(id) ? [{ zone, id, fault: "fails EC2's status checks" }] : [];
  });
}

async function impairedOf(ec2: EC2Client, instances: readonly Instance[]): Promise<Set<string>> {
  const { DescribeInstanceStatusCommand } = await import("@aws-sdk/client-ec2");
  const ids = instances.map(({ InstanceId = "" }) => InstanceId);
  const { InstanceStatuses = [] } = await ec2.send(
    new DescribeInstanceStatusCommand({ InstanceIds: ids, IncludeAllInstances: true }),
  );
  const failing = InstanceStatuses.filter(
    ({ InstanceStatus, SystemStatus }) => InstanceStatus?.Status === "impaired" || SystemStatus?.Status === "impaired",
  );
  return new Set(failing.map(({ InstanceId = "" }) => InstanceId));
}

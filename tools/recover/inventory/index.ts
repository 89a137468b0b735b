import type { StageName } from "../../../lib/naming";
import type { RecoveryClients } from "../clients";
import type { Inventory } from "../item";
import { readCompute, readSnapshots } from "./compute";
import { link } from "./link";
import { readAlarms, readBuckets, readLogGroups } from "./logs";
import { readNetwork, readVpcs } from "./network";
import type { Scope } from "./scope";
import { readAcmCertificates, readGroups, readIam, readLoadBalancers } from "./web";

export { readDomainRecords, readPendingRecords } from "./records";

/**
 * Reads snapshots that only the state knows.
 * @param snapshots IDs, each with that of its AMI
 */
export async function readOrphanedSnapshots(
  clients: RecoveryClients,
  snapshots: ReadonlyMap<string, string>,
): Promise<Inventory> {
  return snapshots.size === 0 ? [] : readSnapshots(await clients.ec2(), snapshots);
}

/** Reads everything in AWS that belongs to a stage, and nothing else. Only looks. */
export async function readInventory(clients: RecoveryClients, stageName: StageName): Promise<Inventory> {
  const ec2 = await clients.ec2();
  const vpcs = await readVpcs(ec2, stageName);
  const scope: Scope = { ...stageName, region: clients.region, vpcIds: vpcs.map(({ id }) => id) };
  const parts = await Promise.all([
    readNetwork(ec2, scope),
    readCompute(ec2, scope),
    clients.elb().then((elb) => readLoadBalancers(elb, scope)),
    clients.autoScaling().then((autoScaling) => readGroups(autoScaling, scope)),
    clients.acm().then((acm) => readAcmCertificates(acm, scope)),
    clients.iam().then((iam) => readIam(iam, scope)),
    Promise.all([clients.cloudWatch(), clients.sns()]).then(([cloudWatch, sns]) => readAlarms(cloudWatch, sns, scope)),
    clients.logs().then((logs) => readLogGroups(logs, scope)),
    clients.s3().then((s3) => readBuckets(s3, scope)),
  ]);
  const all = link([...vpcs, ...parts.flat()]);
  // Certificates and key pairs may be used by others, who are no part of the stage.
  return all.filter(({ tagged, vpcId, ownerId, parentId, type }) => {
    const isInVpc = vpcId !== undefined && scope.vpcIds.includes(vpcId);
    const belongs = [ownerId, parentId].some((id) => all.some((other) => other.id === id && other.tagged));
    return tagged || isInVpc || belongs || type === "aws.s3.Bucket";
  });
}

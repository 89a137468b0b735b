import { zonesWithNat, type Settings } from "../config";
import { natLogicalName, zoneSuffix } from "../lib/naming";
import { partitionOf } from "../lib/regions";
import type { StageContext } from "../lib/stage-context";
import { accountPlanAllows } from "./account-plan";
import { availabilityZones } from "./availability-zones";
import type { PreflightCheck } from "./check";
import { ebsDefaultKey } from "./ebs-default-key";
import { hostedZone } from "./domain";
import { elasticIpQuota } from "./elastic-ip-quota";
import { instanceTypes } from "./instance-types";
import type { LastDeployment } from "./last-deployment";
import { parametersExist } from "./parameters";
import { boundaryExists } from "./permissions-boundary";
import { subnetAddresses } from "./subnet-addresses";
import { vcpuQuota } from "./vcpu-quota";

/** What web servers are launched from. */
export interface PlannedServers {
  /** The image is new. */
  readonly isNew: boolean;
  /** It differs from the last one only in its Amazon Linux. */
  readonly hasNewAmazonLinux: boolean;
  /** Version of the image that they are launched from. */
  readonly inUse: string;
  readonly startUserData: string;
}

export interface PlannedInstances extends PlannedServers {
  /** NAT instances to replace. Undefined: unknown. */
  readonly unhealthyNatInstances: () => Promise<ReadonlyMap<string, string> | undefined>;
}

export function stageChecks(
  { stageName, region, clients, permissionsBoundary: arn, detailedMonitoring }: StageContext,
  settings: Settings,
  last: Pick<LastDeployment, "accountId" | "publicIps" | "loadBalancerDnsName">,
  planned: PlannedInstances,
): PreflightCheck[] {
  const { network, nat, bastion, web, loadBalancer } = settings;
  const zones = network.zones.map(({ name }) => name);
  const natZones = zonesWithNat(zones, nat);
  const zonesOf = {
    web: zones,
    nat: nat.kind === "instance" ? natZones : [],
    // The bastion is in the zone whose name comes first, whatever the order of the list.
    bastion: bastion.enabled ? [...zones].sort().slice(0, 1) : [],
  };
  const used = (["web", "nat", "bastion"] as const)
    .map((role) => ({ setting: `instanceTypes.${role}`, type: settings.instanceTypes[role], zones: zonesOf[role] }))
    .filter((each) => each.zones.length > 0);
  const elasticIps = [
    ...(nat.allocationIds === undefined ? natZones.map((zone) => natLogicalName(nat.kind, zoneSuffix(zone))) : []),
    ...(bastion.enabled ? ["bastion"] : []),
  ];
  const launches = {
    natZones: zonesOf.nat,
    bastion: bastion.enabled,
    webMin: web.min,
    newImage: planned.isNew,
    servers: { imageVersion: planned.inUse, startUserData: planned.startUserData, detailedMonitoring },
    newAmazonLinux: planned.hasNewAmazonLinux,
    unhealthyNatInstances: planned.unhealthyNatInstances,
  };
  const partition = partitionOf(region) ?? "aws";
  return [
    availabilityZones({ region, zones }, clients),
    instanceTypes({ region, used }, clients),
    accountPlanAllows(used, clients),
    vcpuQuota({ stageName, region, instanceTypes: settings.instanceTypes, ...launches }, clients),
    subnetAddresses({ stageName, zones: network.zones, max: web.max }, clients),
    elasticIpQuota({ stageName, region, logicalNames: elasticIps, lastPublicIps: last.publicIps }, clients),
    ...(arn === undefined ? [] : [boundaryExists({ arn, accountId: last.accountId }, clients)]),
    ...(web.parameters === undefined ? [] : [parametersExist({ region, names: web.parameters }, clients)]),
    ...(loadBalancer.domain === undefined
      ? []
      : [hostedZone({ stageName, domain: loadBalancer.domain, last }, clients)]),
    // Only a new image brings new volumes of web servers.
    ...(planned.isNew ? [ebsDefaultKey({ region, partition, accountId: last.accountId }, clients)] : []),
  ];
}

import * as pulumi from "@pulumi/pulumi";
import {
  providerSettings,
  textOf,
  unknownInstanceTypes,
  zonesWithNat,
  type Settings,
  type ZoneAllocationIds,
} from "../config";
import { AwsClients } from "../lib/aws";
import type { StageContext } from "../lib/stage-context";
import { queryAws, runChecks } from "./check";
import { rejectSecondVpc } from "./existing-vpc";
import type { LastDeployment } from "./last-deployment";
import { foreignListeners, hasHttpsListener } from "./load-balancer";
import { networkChange } from "./network";
import { ownAddresses } from "./own-addresses";
import { stageChecks, type PlannedServers } from "./stage-checks";
import { findUnhealthyNatInstances } from "./unhealthy-nat-instances";

/** What components need to know of AWS before the first resource is created. */
export interface PreflightResult {
  readonly context: StageContext;
  /** Ids of NAT instances to replace, by the suffix of their zone. */
  readonly unhealthyNatInstances: ReadonlyMap<string, string>;
  readonly hasHttpsListener: boolean;
  /** Throws when another state has a VPC of this stage. */
  readonly checkVpcCreation: () => Promise<void>;
}

/**
 * Queries AWS before the first resource is created, in previews as well.
 * @throws UserError with every reason why this deployment would fail
 */
export async function preflight(
  settings: Settings,
  last: LastDeployment,
  planned: PlannedServers,
): Promise<PreflightResult> {
  for (const warning of unknownInstanceTypes(settings.instanceTypes)) await pulumi.log.warn(warning);
  const { region, protect, permissionsBoundary, network, nat, loadBalancer } = settings;
  const stageName = { service: settings.serviceName, stage: settings.stage };
  const clients = new AwsClients(providerSettings(), () => Promise.resolve([last.accountId]));
  const detailedMonitoring = settings.monitoring.alarms;
  const context = { stageName, region, clients, protect, permissionsBoundary, detailedMonitoring };
  const ids = await allocationIdsOf(nat.allocationIds);
  const inUse = new Map(
    [...ids].filter(([zone]) => zonesWithNat(network.zones, nat).some(({ name }) => name === zone)),
  );
  const unhealthy = queryAws("look for unhealthy NAT instances", () => findUnhealthyNatInstances(stageName, clients));
  const [unhealthyNatInstances = new Map<string, string>(), hasListener = last.httpsUrl !== undefined] =
    await Promise.all([
      unhealthy,
      loadBalancer.https
        ? queryAws("look for the load balancer's HTTPS listener", () => hasHttpsListener(stageName, last, clients))
        : undefined,
      runChecks([
        ...stageChecks(context, settings, last, { ...planned, unhealthyNatInstances: () => unhealthy }),
        ...(loadBalancer.https ? [foreignListeners({ stageName, region }, clients)] : []),
        ownAddresses({ stageName, region, vpcId: last.vpcId, kind: nat.kind, ids: inUse }, clients),
        networkChange({ stageName, vpcId: last.vpcId }, { ...network, ...nat, ownAddresses: ids, protect }, clients),
      ]),
    ]);
  return {
    context,
    unhealthyNatInstances,
    hasHttpsListener: hasListener,
    checkVpcCreation: () => rejectSecondVpc({ stageName, lastVpcId: last.vpcId }, clients),
  };
}

/** Allocation ids by the name of their zone, as text, to compare with AWS's. */
async function allocationIdsOf(ids: ZoneAllocationIds = {}): Promise<ReadonlyMap<string, string>> {
  const entries = Object.entries(ids).map(async ([zone, id]) => [zone, await textOf(id)] as const);
  return new Map(await Promise.all(entries));
}

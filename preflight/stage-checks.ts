import { type Settings } from "../config";
import { partitionOf } from "../lib/regions";
import { imageVersionOf } from "../compute";
import type { AwsClients } from "../lib/aws";
import type { StageName } from "../lib/naming";
import { accountPlanAllows } from "./account-plan";
import { availabilityZones } from "./availability-zones";
import { ebsDefaultKey } from "./ebs-default-key";
import { instanceTypes } from "./instance-types";
import type { PreflightCheck } from "./preflight";
import { subnetAddresses } from "./subnet-addresses";
import { vcpuQuota } from "./vcpu-quota";

/** What the checks of a stage go by. */
export interface StageToCheck {
  readonly stageName: StageName;
  readonly settings: Settings;
  readonly accountId: string;
  /** The web server's script. */
  readonly userData: string;
  /** ImageContent of the web image that the settings ask for, and those of the last `up`, the current one first. */
  readonly imageVersion: string;
  readonly lastImageVersions: readonly string[];
}

/** What AWS can tell of a stage's settings before the first resource is created. */
export function stageChecks(
  { stageName, settings, accountId, userData, imageVersion, lastImageVersions }: StageToCheck,
  clients: Pick<AwsClients, "ec2" | "serviceQuotas" | "accountPlan">,
): PreflightCheck[] {
  const { region, imageGeneration } = settings;
  const zones = settings.zones.map(({ name }) => name);
  const natZones = settings.nat !== "instance" ? [] : settings.natPerZone ? zones : zones.slice(0, 1);
  // The bastion is in the zone whose name comes first, whatever the order of the list.
  const bastionZones = settings.bastion ? [...zones].sort().slice(0, 1) : [];
  const [lastRecipe] = lastImageVersions;
  const newImage = imageVersion !== lastRecipe;
  // The last imageVersion is this one but for an earlier generation.
  const newAmazonLinux =
    newImage &&
    Array.from({ length: imageGeneration - 1 }, (_, index) => index + 1).some(
      (generation) => imageVersionOf({ userData, instanceType: settings.instanceTypes.web, generation }) === lastRecipe,
    );
  const used = Object.entries({ web: zones, nat: natZones, bastion: bastionZones }).flatMap(([role, where]) =>
    where.length === 0
      ? []
      : {
          setting: `instanceTypes.${role}`,
          type: settings.instanceTypes[role as "web" | "nat" | "bastion"],
          zones: where,
        },
  );
  return [
    availabilityZones({ region, zones }, clients),
    instanceTypes({ region, used }, clients),
    accountPlanAllows(used, clients),
    vcpuQuota(
      {
        stageName,
        region,
        instanceTypes: settings.instanceTypes,
        natZones,
        bastion: settings.bastion,
        webMin: settings.web.min,
        newImage,
        newServers: newImage && !settings.previousImage,
        newAmazonLinux,
      },
      clients,
    ),
    subnetAddresses({ stageName, zones: settings.zones, max: settings.web.max }, clients),
    // Only a new image brings new volumes of web servers.
    ...(newImage ? [ebsDefaultKey({ region, partition: partitionOf(region) ?? "aws", accountId }, clients)] : []),
  ];
}

import type { Fault } from "./fault";
import { architectureOf } from "./instance-types";
import { Reader } from "./reader";
import { checkKeys } from "./rules/keys";
import { readLogins } from "./rules/logins";
import { readNames } from "./rules/names";
import { readNat } from "./rules/nat";
import { readNetwork } from "./rules/network";
import { readPermissions } from "./rules/permissions";
import { readProvider } from "./rules/provider";
import { readServers } from "./rules/servers";
import { readSite } from "./rules/site";
import { readWatching } from "./rules/watching";
import type { NatKind, Settings, SettingValues, ZoneAllocationIds } from "./settings";
import type { SettingsSource } from "./source";

/** Settings that hold to every rule, or all that is wrong with them. */
export type ParseResult =
  { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Reads and checks all settings of a stage. Rules between settings are applied only where each of them is valid by
 * itself, so that one mistake is one fault.
 */
export function parseSettings(source: SettingsSource): ParseResult {
  const reader = new Reader(source);
  const values = readValues(reader);
  return reader.faults.length === 0
    ? { ok: true, settings: groupSettings(values) }
    : { ok: false, faults: reader.faults };
}

/** Every setting by its key; faults go to the reader. */
export function readValues(reader: Reader): SettingValues {
  checkKeys(reader);
  const names = readNames(reader);
  const { region } = readProvider(reader);
  const network = readNetwork(reader, region);
  const nat = readNat(reader, region, network.zones);
  return {
    ...names,
    region,
    ...network,
    ...nat,
    ...readLogins(reader, nat.nat),
    ...readServers(reader),
    ...readSite(reader, region, names),
    ...readWatching(reader),
    ...readPermissions(reader, region),
  };
}

/** Groups the settings of a stage by component. */
export function groupSettings(values: SettingValues): Settings {
  const { stage, serviceName, region, protect, permissionsBoundary, instanceTypes, imageGeneration } = values;
  const allocationIds: Partial<Record<NatKind, ZoneAllocationIds>> = values.natEipAllocationIds;
  return {
    ...{ stage, serviceName, region, protect, permissionsBoundary, instanceTypes },
    network: { vpcCidr: values.vpcCidr, zones: values.zones, flowLogs: values.flowLogs },
    nat: {
      kind: values.nat,
      perZone: values.natPerZone,
      allocationIds: allocationIds[values.nat],
      instanceType: instanceTypes.nat,
    },
    amazonLinux: {
      generation: imageGeneration,
      architectures: [...new Set(Object.values(instanceTypes).map(architectureOf))],
    },
    login: { access: values.access, sshPublicKey: values.sshPublicKey },
    bastion: {
      enabled: values.bastion,
      hours: values.bastionHours,
      adminCidrs: values.adminCidrs,
      instanceType: instanceTypes.bastion,
    },
    web: {
      ...values.web,
      instanceType: instanceTypes.web,
      imageGeneration,
      previousImage: values.previousImage,
    },
    loadBalancer: {
      http: values.http,
      https: values.https,
      certificate: values.certificate,
      accessLogs: values.accessLogs,
    },
    monitoring: { alarms: values.alarms, alarmEmail: values.alarmEmail },
  };
}

import type { NatKind, SettingValues, ZoneAllocationIds } from "./definitions";
import { architectureOf } from "./instance-types";

/** The settings of a stage, grouped by the component that they are for. */
export type Settings = Readonly<ReturnType<typeof groupSettings>>;
export type NetworkSettings = Readonly<Settings["network"]>;
export type NatSettings = Readonly<Settings["nat"]>;
export type LoginSettings = Readonly<Settings["login"]>;
export type BastionSettings = Readonly<Settings["bastion"]>;
export type WebSettings = Readonly<Settings["web"]>;
export type LoadBalancerSettings = Readonly<Settings["loadBalancer"]>;
export type MonitoringSettings = Readonly<Settings["monitoring"]>;

export function groupSettings(values: SettingValues) {
  const { stage, serviceName, region, protect, permissionsBoundary, instanceTypes, imageGeneration } = values;
  const allocationIds: Partial<Record<NatKind, ZoneAllocationIds>> = values.natEipAllocationIds;
  return {
    ...{ stage, serviceName, region, protect, permissionsBoundary, instanceTypes },
    network: { vpcCidr: values.vpcCidr, zones: values.zones, flowLogs: values.flowLogs },
    nat: {
      kind: values.nat,
      perZone: values.natPerZone,
      /** Of the kind in use; without them the program allocates Elastic IPs. */
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
    web: { ...values.web, instanceType: instanceTypes.web, imageGeneration, previousImage: values.previousImage },
    loadBalancer: {
      http: values.http,
      hsts: values.hsts,
      https: values.https,
      certificate: values.certificate,
      domain: values.domain,
      stickiness: values.web.stickiness,
      accessLogs: values.accessLogs,
    },
    monitoring: { alarms: values.alarms, alarmEmail: values.alarmEmail },
  };
}

/** The zones that have a NAT: each, or the first for all. */
export function zonesWithNat<Z>(
  zones: readonly Z[],
  { kind, perZone }: Pick<NatSettings, "kind" | "perZone">,
): readonly Z[] {
  if (kind === "none") return [];
  return perZone ? zones : zones.slice(0, 1);
}

import type * as pulumi from "@pulumi/pulumi";

import type {
  Access,
  ExistingCertificate,
  HttpMode,
  InstanceTypes,
  NatKind,
  SelfSignedCertificate,
  SettingValues,
  WebValues,
  Zone,
  ZoneAllocationIds,
} from "./definitions";
import { architectureOf, type Architecture } from "./instance-types";

/** The settings of a stage, grouped by the component that they are for. */
export interface Settings {
  /** The stack's name: `stg`, `prod`, … */
  readonly stage: string;
  readonly serviceName: string;
  /** The AWS region, from `aws:region`. */
  readonly region: string;
  /** Deletion of the VPC, the subnets and the load balancer is refused. */
  readonly protect: boolean;
  /** ARN of the IAM policy that limits every role of the stage. @default none */
  readonly permissionsBoundary: string | undefined;
  readonly instanceTypes: InstanceTypes;
  readonly network: NetworkSettings;
  readonly nat: NatSettings;
  readonly amazonLinux: AmazonLinuxSettings;
  readonly login: LoginSettings;
  readonly bastion: BastionSettings;
  readonly web: WebSettings;
  readonly loadBalancer: LoadBalancerSettings;
  readonly monitoring: MonitoringSettings;
}

export interface NetworkSettings {
  readonly vpcCidr: string;
  /** At least one, in the order of the stage file. */
  readonly zones: readonly [Zone, ...Zone[]];
  readonly flowLogs: boolean;
}

export interface NatSettings {
  readonly kind: NatKind;
  /** One NAT per zone instead of one for all. Always false with a single zone or without NAT. */
  readonly perZone: boolean;
  /** Elastic IPs that the user owns, for the kind in use. @default the program creates them */
  readonly allocationIds: ZoneAllocationIds | undefined;
  readonly instanceType: string;
}

export interface AmazonLinuxSettings {
  /** Raised by hand, it moves NAT, bastion and web servers to the newest Amazon Linux. */
  readonly generation: number;
  /** Of all instance types in use. */
  readonly architectures: readonly Architecture[];
}

export interface LoginSettings {
  readonly access: Access;
  /** OpenSSH public key. @default the program creates a key pair */
  readonly sshPublicKey: pulumi.Input<string> | undefined;
}

export interface BastionSettings {
  readonly enabled: boolean;
  /** Hours after which the bastion powers itself off; 0 = never. */
  readonly hours: number;
  /** IPv4 ranges that may SSH to the bastion. */
  readonly adminCidrs: readonly pulumi.Input<string>[];
  readonly instanceType: string;
}

/** The auto scaling group's bounds, and what its instances run. */
export interface WebSettings extends WebValues {
  readonly instanceType: string;
  readonly imageGeneration: number;
  /** Web servers start from the image before the current one. */
  readonly previousImage: boolean;
}

export interface LoadBalancerSettings {
  readonly http: HttpMode;
  readonly https: boolean;
  readonly certificate: SelfSignedCertificate | ExistingCertificate;
  readonly accessLogs: boolean;
}

export interface MonitoringSettings {
  readonly alarms: boolean;
  readonly alarmEmail: pulumi.Input<string> | undefined;
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

/** The zones that have a NAT: each, or the first for all. */
export function zonesWithNat<Z>(
  zones: readonly Z[],
  { kind, perZone }: Pick<NatSettings, "kind" | "perZone">,
): readonly Z[] {
  if (kind === "none") return [];
  return perZone ? zones : zones.slice(0, 1);
}

import type * as pulumi from "@pulumi/pulumi";

/** How private subnets reach the internet. */
export type NatKind = "instance" | "gateway" | "none";

/** One Availability Zone with its public and its private subnet. */
export interface Zone {
  /** The zone's name, such as `ap-northeast-1a`. */
  readonly name: string;
  readonly publicCidr: string;
  readonly privateCidr: string;
}

/** EC2 instance type of each role. */
export interface InstanceTypes {
  readonly web: string;
  readonly nat: string;
  readonly bastion: string;
}

/** Allocation ids of Elastic IPs, by the name of the zone whose NAT has them. */
export type ZoneAllocationIds = Readonly<Record<string, pulumi.Input<string>>>;

/** Elastic IPs that the user owns, by the kind of NAT that uses them. */
export interface NatEipAllocationIds {
  readonly instance?: ZoneAllocationIds;
  readonly gateway?: ZoneAllocationIds;
}

/** The setting `web`. */
export interface WebValues {
  readonly min: number;
  readonly max: number;
  /** Path of the user's own script, relative to the project. It runs after ours while the image is built. */
  readonly script?: string;
}

/** A certificate that the program creates and signs itself. */
export interface SelfSignedCertificate {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  /** Days from its creation to its expiry. */
  readonly validityDays: number;
  /** The first `up` within this many days of its expiry renews it; 0: never. */
  readonly earlyRenewalDays: number;
  /** Raised by hand, it creates a new key and a new certificate. */
  readonly generation: number;
}

/** A certificate in IAM or ACM that the user owns. */
export interface ExistingCertificate {
  readonly arn: pulumi.Input<string>;
}

/** What port 80 does: serve the site, redirect to HTTPS, or have no listener. */
export type HttpMode = "serve" | "redirect" | "off";

/** How people log in: SSH through a bastion, or AWS Systems Manager Session Manager. */
export type Access = "ssh" | "ssm";

/** Every setting of a stage by its key, checked, with nothing left to default. Secrets are inputs that stay secret. */
export interface SettingValues {
  /** The stack's name: `stg`, `prod`, … */
  readonly stage: string;
  /** The AWS region, from `aws:region`. */
  readonly region: string;
  readonly serviceName: string;
  readonly vpcCidr: string;
  /** At least one, in the order of the stage file. */
  readonly zones: readonly [Zone, ...Zone[]];
  readonly nat: NatKind;
  /** One NAT per zone instead of one for all. Always false with a single zone or without NAT. */
  readonly natPerZone: boolean;
  readonly natEipAllocationIds: NatEipAllocationIds;
  readonly bastion: boolean;
  readonly bastionHours: number;
  readonly adminCidrs: readonly pulumi.Input<string>[];
  readonly access: Access;
  readonly sshPublicKey?: pulumi.Input<string>;
  readonly instanceTypes: InstanceTypes;
  readonly imageGeneration: number;
  readonly previousImage: boolean;
  readonly web: WebValues;
  readonly certificate: SelfSignedCertificate | ExistingCertificate;
  readonly http: HttpMode;
  readonly https: boolean;
  readonly flowLogs: boolean;
  readonly accessLogs: boolean;
  readonly alarms: boolean;
  readonly alarmEmail?: pulumi.Input<string>;
  readonly permissionsBoundary?: string;
  readonly protect: boolean;
}

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
  readonly architectures: readonly string[];
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

/** The zones that have a NAT: each, or the first for all. */
export function zonesWithNat<Z>(
  zones: readonly Z[],
  { kind, perZone }: Pick<NatSettings, "kind" | "perZone">,
): readonly Z[] {
  if (kind === "none") return [];
  return perZone ? zones : zones.slice(0, 1);
}

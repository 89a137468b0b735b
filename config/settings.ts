import * as pulumi from "@pulumi/pulumi";

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

/** The auto scaling group's bounds, and what runs on its servers. */
export interface WebSettings {
  readonly min: number;
  readonly max: number;
  /** Path of the user's own guest script, relative to the project. It runs after ours while the image is made. */
  readonly script?: string;
}

/** A certificate that the program makes and signs itself. */
export interface SelfSignedCertificate {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  /** Days from its making to its expiry. */
  readonly validityDays: number;
  /** It is made anew by the first `up` in its last so many days; 0: never by itself. */
  readonly earlyRenewalDays: number;
  /** Raised by hand, it makes a new key and a new certificate. */
  readonly generation: number;
}

/** A certificate that exists already, in IAM or ACM. */
export interface ExistingCertificate {
  readonly arn: pulumi.Input<string>;
}

/** What plain HTTP does: answer, send on to HTTPS, or not be there. */
export type HttpMode = "serve" | "redirect" | "off";

/** How people log in: SSH through a bastion, or AWS Systems Manager's Session Manager. */
export type Access = "ssh" | "ssm";

/**
 * Every decision about a stage, checked, with nothing left to default.
 * Values that may be stored as Pulumi secrets are inputs: they come as secret outputs where they are.
 */
export interface Settings {
  /** The stack's name: `stg`, `prod`, … */
  readonly stage: string;
  /** The AWS region, from `aws:region`. */
  readonly region: string;
  readonly serviceName: string;
  readonly vpcCidr: string;
  /** At least one, in the order of the stage file. */
  readonly zones: readonly [Zone, ...Zone[]];
  readonly nat: NatKind;
  /** One way out per zone instead of one for all. Always false with a single zone or without NAT. */
  readonly natPerZone: boolean;
  readonly natEipAllocationIds: NatEipAllocationIds;
  readonly bastion: boolean;
  /** Hours after which the bastion powers itself off; 0 = never. */
  readonly bastionHours: number;
  /** IPv4 ranges that may SSH to the bastion. */
  readonly adminCidrs: readonly pulumi.Input<string>[];
  readonly access: Access;
  /** OpenSSH public key; absent: the program makes a key pair. */
  readonly sshPublicKey?: pulumi.Input<string>;
  readonly instanceTypes: InstanceTypes;
  /** Raised by hand, it moves NAT, bastion and web to the newest Amazon Linux. */
  readonly imageGeneration: number;
  /** Web servers start from the image before the current one. */
  readonly previousImage: boolean;
  readonly web: WebSettings;
  readonly certificate: SelfSignedCertificate | ExistingCertificate;
  readonly http: HttpMode;
  readonly https: boolean;
  readonly flowLogs: boolean;
  readonly accessLogs: boolean;
  readonly alarms: boolean;
  readonly alarmEmail?: pulumi.Input<string>;
  /** ARN of the IAM policy that limits what each role of the stage may do at most. */
  readonly permissionsBoundary?: string;
  /** Deletion of the VPC, the subnets and the load balancer is refused. */
  readonly protect: boolean;
}

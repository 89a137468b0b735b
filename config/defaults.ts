import type { Access, HttpMode, InstanceTypes, NatKind, Zone } from "./settings";

/** The tutorial's region, the only one that the default zone exists in. */
export const TUTORIAL_REGION = "ap-northeast-1";

/**
 * What a setting is when the stage file does not say. The only place in the program that holds these values: they are
 * the tutorial's environment, with the bastion off and one load-balanced server of the smallest size that installs
 * packages without swap.
 */
export const DEFAULTS = {
  vpcCidr: "10.0.0.0/16",
  /** Applies in `ap-northeast-1` and in a VPC that holds both ranges. */
  zones: [{ name: `${TUTORIAL_REGION}a`, publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" }] as readonly [Zone],
  nat: "instance" as NatKind,
  natPerZone: false,
  bastion: false,
  /** A working day. */
  bastionHours: 8,
  acceptWorldOpenSsh: false,
  access: "ssh" as Access,
  instanceTypes: { web: "t4g.micro", nat: "t4g.nano", bastion: "t4g.nano" } as InstanceTypes,
  imageGeneration: 1,
  previousImage: false,
  web: { min: 1, max: 1 },
  /** Without `commonName`, which is made from the service's and the stage's name. */
  certificate: { dnsNames: [] as readonly string[], validityDays: 3650, earlyRenewalDays: 0, generation: 1 },
  http: "serve" as HttpMode,
  https: true,
  flowLogs: false,
  accessLogs: false,
  alarms: false,
  protect: false,
} as const;

import { DEFAULTS } from "./defaults";
import * as limits from "./limits";

/** A part of a setting that is an object or a list of objects: `web.min`, `zones[0].name`. */
export interface PartSpec {
  readonly name: string;
  readonly description: string;
  /** What is allowed, as messages say it. */
  readonly allowed: string;
  /** The value when absent; where it is made from other settings, text that shows how. Absent: there is none. */
  readonly default?: unknown;
}

/** One setting, `minimal-secure-web:KEY`. */
export interface SettingSpec {
  readonly key: string;
  /** One line for people. */
  readonly description: string;
  /** What is allowed, as messages say it. */
  readonly allowed: string;
  /** The value when absent; a stage that sets nothing else runs with it. Absent: there is none. */
  readonly default?: unknown;
  /** May be stored as a Pulumi secret. All others show in names, tags and plans. */
  readonly maySecret?: true;
  readonly parts?: readonly PartSpec[];
}

const TRUE_OR_FALSE = "true or false";
const SUBNET = `an IPv4 range inside vpcCidr, apart from all other subnets, /${limits.MIN_VPC_PREFIX} to`;
const SERVERS = `a whole number from 1 to ${limits.MAX_WEB_SERVERS}`;
const HOST_NAME = "host names such as www.example.com or *.example.com";

/** Every setting in the order of the README's table. */
export const schema: readonly SettingSpec[] = [
  {
    key: "serviceName",
    description: "what the environment is for; part of every name (required)",
    allowed: "lower case letters, digits and dashes, a letter first and no dash last",
  },
  {
    key: "vpcCidr",
    description: "the VPC's range",
    allowed: `an IPv4 range of private address space (RFC 1918), /${limits.MIN_VPC_PREFIX} to /${limits.MAX_VPC_PREFIX}`,
    default: DEFAULTS.vpcCidr,
  },
  {
    key: "zones",
    description: "Availability Zones, each with its public and its private subnet",
    allowed: "a list of {name, publicCidr, privateCidr}, at least one",
    default: DEFAULTS.zones,
    parts: [
      { name: "name", description: "the zone", allowed: "a zone of the region, each once" },
      {
        name: "publicCidr",
        description: "its public subnet",
        allowed: `${SUBNET} /${limits.MAX_PUBLIC_PREFIX}`,
      },
      {
        name: "privateCidr",
        description: "its private subnet",
        allowed: `${SUBNET} /${limits.MAX_VPC_PREFIX}`,
      },
    ],
  },
  {
    key: "nat",
    description: "how private subnets reach the internet",
    allowed: "instance, gateway or none",
    default: DEFAULTS.nat,
  },
  {
    key: "natPerZone",
    description: "one way out per zone instead of one for all",
    allowed: TRUE_OR_FALSE,
    default: DEFAULTS.natPerZone,
  },
  {
    key: "natEipAllocationIds",
    description: "Elastic IPs of your own for the NAT, by its kind and zone",
    allowed: "{instance: {ZONE: ID}, gateway: {ZONE: ID}}, each address once",
    maySecret: true,
    parts: [
      {
        name: "instance",
        description: "for NAT instances",
        allowed: "{ZONE: ID}, an eipalloc- id for each zone with a NAT",
      },
      {
        name: "gateway",
        description: "for NAT gateways",
        allowed: "{ZONE: ID}, an eipalloc- id for each zone with a NAT",
      },
    ],
  },
  {
    key: "bastion",
    description: "a bastion to log in through; needs adminCidrs",
    allowed: TRUE_OR_FALSE,
    default: DEFAULTS.bastion,
  },
  {
    key: "bastionHours",
    description: "hours until a bastion powers itself off, 0 = never",
    allowed: `a whole number from 0 to ${limits.MAX_BASTION_HOURS}`,
    default: DEFAULTS.bastionHours,
  },
  {
    key: "adminCidrs",
    description: "who may SSH to the bastion",
    allowed: `a list of IPv4 ranges, public ones /${limits.MIN_PUBLIC_ADMIN_PREFIX} or smaller`,
    maySecret: true,
  },
  {
    key: "acceptWorldOpenSsh",
    description: "lets adminCidrs hold 0.0.0.0/0; never with protect",
    allowed: TRUE_OR_FALSE,
    default: DEFAULTS.acceptWorldOpenSsh,
  },
  {
    key: "access",
    description: "how to log in to web servers: SSH, or Session Manager without a bastion",
    allowed: "ssh or ssm",
    default: DEFAULTS.access,
  },
  {
    key: "sshPublicKey",
    description: "your OpenSSH public key; without it the program makes a key pair",
    allowed: "an OpenSSH public key, ssh-ed25519 or ssh-rsa of 2048 bits and more",
    maySecret: true,
  },
  {
    key: "instanceTypes",
    description: "EC2 instance type of each role",
    allowed: "{web, nat, bastion}, each optional",
    default: DEFAULTS.instanceTypes,
    parts: (["web", "nat", "bastion"] as const).map((name) => ({
      name,
      description: `instance type of ${name}`,
      allowed: "a virtual EC2 instance type on the Nitro System",
      default: DEFAULTS.instanceTypes[name],
    })),
  },
  {
    key: "imageGeneration",
    description: "raise it to move NAT, bastion and web to the newest Amazon Linux",
    allowed: "a whole number, 1 or more",
    default: DEFAULTS.imageGeneration,
  },
  {
    key: "previousImage",
    description: "web servers start from the image before the current one",
    allowed: TRUE_OR_FALSE,
    default: DEFAULTS.previousImage,
  },
  {
    key: "web",
    description: "the web servers: how many, and what runs on them",
    allowed: "{min, max, script}, each optional",
    default: DEFAULTS.web,
    parts: [
      { name: "min", description: "fewest servers", allowed: SERVERS, default: DEFAULTS.web.min },
      { name: "max", description: "most servers", allowed: SERVERS, default: DEFAULTS.web.max },
      {
        name: "script",
        description: "your own guest script, run after ours",
        allowed: `the path of a script inside the project that begins with #!, at most ${limits.MAX_SCRIPT_BYTES} bytes`,
      },
    ],
  },
  {
    key: "certificate",
    description: "the self-signed certificate, or the ARN of an existing one",
    allowed: "{commonName, dnsNames, validityDays, generation}, each optional, or {arn} alone",
    default: { commonName: "SERVICE-STAGE", ...DEFAULTS.certificate },
    maySecret: true,
    parts: [
      {
        name: "commonName",
        description: "name of the subject",
        allowed: `1 to ${limits.MAX_COMMON_NAME} printable ASCII characters`,
        default: "SERVICE-STAGE",
      },
      {
        name: "dnsNames",
        description: "host names that it stands for",
        allowed: `a list of ${HOST_NAME}, each once`,
        default: DEFAULTS.certificate.dnsNames,
      },
      {
        name: "validityDays",
        description: "days from its making to its expiry",
        allowed: `a whole number from 1 to ${limits.MAX_VALIDITY_DAYS}`,
        default: DEFAULTS.certificate.validityDays,
      },
      {
        name: "earlyRenewalDays",
        description: "in its last so many days the next up makes it anew; 0: never",
        allowed: "a whole number from 0, less than validityDays",
        default: DEFAULTS.certificate.earlyRenewalDays,
      },
      {
        name: "generation",
        description: "raise it for a new key and a new certificate",
        allowed: "a whole number, 1 or more",
        default: DEFAULTS.certificate.generation,
      },
      {
        name: "arn",
        description: "an existing certificate in IAM or ACM",
        allowed: "the ARN of an IAM server certificate, or of an ACM certificate of the region",
      },
    ],
  },
  {
    key: "http",
    description: "what port 80 does: serve, redirect to HTTPS, or off",
    allowed: "serve, redirect or off",
    default: DEFAULTS.http,
  },
  { key: "https", description: "HTTPS on port 443", allowed: TRUE_OR_FALSE, default: DEFAULTS.https },
  {
    key: "flowLogs",
    description: "log of the VPC's refused traffic",
    allowed: TRUE_OR_FALSE,
    default: DEFAULTS.flowLogs,
  },
  {
    key: "accessLogs",
    description: "log of the load balancer's requests",
    allowed: TRUE_OR_FALSE,
    default: DEFAULTS.accessLogs,
  },
  {
    key: "alarms",
    description: "alarms for what needs a look",
    allowed: TRUE_OR_FALSE,
    default: DEFAULTS.alarms,
  },
  {
    key: "alarmEmail",
    description: "who is told of alarms",
    allowed: "an e-mail address",
    maySecret: true,
  },
  {
    key: "permissionsBoundary",
    description: "IAM policy that limits what each role of the stage may do at most (docs/iam)",
    allowed: "the ARN of an IAM policy: arn:PARTITION:iam::ACCOUNT:policy/NAME",
  },
  {
    key: "protect",
    description: "deletion of the VPC, the subnets and the load balancer is refused",
    allowed: TRUE_OR_FALSE,
    default: DEFAULTS.protect,
  },
];

/** Keys of all settings, without the project's name. */
export const settingKeys: readonly string[] = schema.map(({ key }) => key);

/** The description of a setting, if there is one of that key. */
export function specOf(key: string): SettingSpec | undefined {
  return schema.find((spec) => spec.key === key);
}

/**
 * What is allowed at a place inside the settings: `web.min`, `zones[1].name`, `adminCidrs[0]` (the list's own rule).
 * @throws Error for a place that is in no setting, which is a mistake in a rule.
 */
export function allowedAt(place: string): string {
  const [key = "", part] = place.replace(/\[\d+\]/g, "").split(".");
  const spec = specOf(key);
  const found = part === undefined ? spec : spec?.parts?.find(({ name }) => name === part);
  if (found === undefined) throw new Error(`No setting has a place called ${place}`);
  return found.allowed;
}

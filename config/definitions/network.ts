import { contains, isPrivate, overlaps, readCidr, type Cidr } from "../../lib/cidr";
import { readParts, requiredText, text, type Flaw, type ValuesOf } from "../builders";
import type { Definition, SettingsParser } from "../parser";

/** The tutorial's region, the only one that has the default zone. */
const TUTORIAL_REGION = "ap-northeast-1";

/** Sizes of a VPC and of a subnet: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const MIN_PREFIX = 16;
const MAX_PREFIX = 28;

/**
 * A load balancer wants a /27 with eight free addresses; AWS keeps five of each subnet for itself:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-backend-instances.html
 */
const MAX_PUBLIC_PREFIX = 27;

const SUBNET = `an IPv4 range inside vpcCidr that overlaps no other subnet, /${MIN_PREFIX} to`;

interface Earlier {
  readonly region?: string;
  readonly vpcCidr: string;
}

const zoneParts = {
  name: requiredText(
    { description: "The zone's name.", allowed: "a zone of the region, each once" },
    (name, { region }: Earlier): Flaw => {
      // Local Zones (us-west-2-lax-1a) have neither NAT gateways nor Classic Load Balancers.
      if (region === undefined || isZoneOf(region, name)) return undefined;
      return { message: `is not a zone of ${region}`, hint: `use the region and a letter, such as ${region}a` };
    },
  ),
  publicCidr: requiredText(
    { description: "IPv4 range of its public subnet.", allowed: `${SUBNET} /${MAX_PUBLIC_PREFIX}` },
    (range) => rangeFlaw(range, MAX_PUBLIC_PREFIX),
  ),
  privateCidr: requiredText(
    { description: "IPv4 range of its private subnet.", allowed: `${SUBNET} /${MAX_PREFIX}` },
    (range) => rangeFlaw(range, MAX_PREFIX),
  ),
};

/** One Availability Zone with its public and its private subnet. */
export type Zone = ValuesOf<typeof zoneParts>;

/** At least one, in the order of the stage file. */
export type Zones = readonly [Zone, ...Zone[]];

const DEFAULT_ZONE: Zone = { name: `${TUTORIAL_REGION}a`, publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };

const zones: Definition<Zones> = {
  description: "Availability Zones, each with a public and a private subnet.",
  allowed: "a list of {name, publicCidr, privateCidr}, at least one",
  cost: "traffic between zones; one more NAT per zone with natPerZone",
  default: [DEFAULT_ZONE],
  parts: zoneParts,
  read: readZones,
};

export const networkSettings = {
  /** RFC 1918 only: with the carriers' 100.64.0.0/10 or a public range, parts of the internet cannot be reached. */
  vpcCidr: text(
    {
      description: "IPv4 range of the VPC.",
      allowed: `an IPv4 range of private address space (RFC 1918), /${MIN_PREFIX} to /${MAX_PREFIX}`,
      default: "10.0.0.0/16",
    },
    (range): Flaw => {
      const cidr = cidrOf(range);
      return (
        rangeFlaw(range, MAX_PREFIX) ?? (cidr !== undefined && isPrivate(cidr) ? undefined : "is public address space")
      );
    },
  ),
  zones,
};

/** True for a region and a letter: `ap-northeast-1a`. */
export function isZoneOf(region: string, name: string): boolean {
  return name.startsWith(region) && /^[a-z]$/.test(name.slice(region.length));
}

function readZones(parser: SettingsParser, key: string, _text: unknown, earlier: Earlier): Zones {
  const vpc = parser.isValid("vpcCidr") ? cidrOf(earlier.vpcCidr) : undefined;
  if (parser.text(key) === undefined) {
    checkDefault(parser, key, vpc, earlier.region);
    return [DEFAULT_ZONE];
  }
  const names = new Map<string, string>();
  const subnets: Subnet[] = [];
  const list = parser.list(key, parser.json(key));
  const [first, ...others] = (list ?? [DEFAULT_ZONE]).map((item, index): Zone => {
    const place = `${key}[${index}]`;
    const parts = parser.parts(place, item);
    if (parts === undefined) return DEFAULT_ZONE;
    const zone = readParts(parser, place, parts, zoneParts, earlier as never);
    parser.requireUnique(names, `${place}.name`, zone.name);
    checkSubnet(parser, `${place}.publicCidr`, zone.publicCidr, vpc, subnets);
    checkSubnet(parser, `${place}.privateCidr`, zone.privateCidr, vpc, subnets);
    return zone;
  });
  if (first !== undefined) return [first, ...others];
  parser.issue(key, undefined, "is an empty list");
  return [DEFAULT_ZONE];
}

function checkDefault(parser: SettingsParser, key: string, vpc: Cidr | undefined, region: string | undefined): void {
  const { name, publicCidr, privateCidr } = DEFAULT_ZONE;
  const isInside = [publicCidr, privateCidr].every((range) => {
    const cidr = cidrOf(range);
    return vpc === undefined || cidr === undefined || contains(vpc, cidr);
  });
  const message =
    region !== undefined && region !== TUTORIAL_REGION
      ? `is missing, and the default ${name} is not in ${region}`
      : `is missing, and the default ${publicCidr} and ${privateCidr} are not both in vpcCidr`;
  if (isInside && (region ?? TUTORIAL_REGION) === TUTORIAL_REGION) return;
  parser.issue(key, undefined, message, { hint: `set zones in Pulumi.${parser.source.stage}.yaml` });
}

interface Subnet {
  readonly place: string;
  readonly cidr: Cidr;
}

function checkSubnet(
  parser: SettingsParser,
  place: string,
  range: string,
  vpc: Cidr | undefined,
  taken: Subnet[],
): void {
  const cidr = parser.isValid(place) ? cidrOf(range) : undefined;
  if (cidr === undefined) return;
  const other = taken.find((subnet) => overlaps(subnet.cidr, cidr));
  if (vpc !== undefined && !contains(vpc, cidr)) {
    parser.issue(place, range, `is not inside vpcCidr (${vpc.text})`);
  } else if (other === undefined) {
    taken.push({ place, cidr });
  } else {
    parser.issue(place, range, `overlaps ${other.place} (${other.cidr.text})`);
  }
}

function rangeFlaw(range: string, maxPrefix: number): Flaw {
  const reading = readCidr(range);
  if ("problem" in reading) return { message: reading.problem, suggestion: reading.suggestion };
  const { prefix } = reading.cidr;
  if (prefix < MIN_PREFIX) return "is too large";
  return prefix > maxPrefix ? "is too small" : undefined;
}

function cidrOf(range: string): Cidr | undefined {
  const reading = readCidr(range);
  return "cidr" in reading ? reading.cidr : undefined;
}

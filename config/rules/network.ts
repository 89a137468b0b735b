import { contains, isPrivate, overlaps, readCidr, type Cidr } from "../../lib/cidr";
import { DEFAULTS, TUTORIAL_REGION } from "../defaults";
import { MAX_PUBLIC_PREFIX, MAX_VPC_PREFIX, MIN_VPC_PREFIX } from "../limits";
import type { SettingsParser } from "../parser";
import type { Settings, Zone } from "../settings";

/** A subnet's range and the place it was read from. */
interface Subnet {
  readonly place: string;
  readonly cidr: Cidr;
}

/**
 * Reads `vpcCidr` and `zones`. Private address space is RFC 1918 here: AWS would take the carriers' 100.64.0.0/10 or a
 * public range too, but then parts of the internet cannot be reached.
 */
export function readNetwork(parser: SettingsParser, region: string): Pick<Settings, "vpcCidr" | "zones"> {
  const vpcText = parser.usable("vpcCidr") ?? DEFAULTS.vpcCidr;
  const vpc = readRange(parser, "vpcCidr", vpcText, MAX_VPC_PREFIX);
  if (vpc !== undefined && !isPrivate(vpc)) parser.issue("vpcCidr", vpcText, "is public address space");
  const around = parser.isValid("vpcCidr") ? vpc : undefined;
  const zones =
    parser.text("zones") === undefined ? defaultZones(parser, region, around) : readZones(parser, region, around);
  return { vpcCidr: vpcText, zones };
}

function defaultZones(parser: SettingsParser, region: string, vpc: Cidr | undefined): Settings["zones"] {
  const { name, publicCidr, privateCidr } = DEFAULTS.zones[0];
  const hint = `set zones in Pulumi.${parser.source.stage}.yaml`;
  const held = [publicCidr, privateCidr].every((text) => {
    const reading = readCidr(text);
    return vpc === undefined || ("cidr" in reading && contains(vpc, reading.cidr));
  });
  if (parser.isValid("aws:region") && region !== TUTORIAL_REGION) {
    parser.issue("zones", undefined, `is missing, and the default ${name} is not in ${region}`, { hint });
  } else if (!held) {
    const outside = `is missing, and the default ${publicCidr} and ${privateCidr} are not both in vpcCidr`;
    parser.issue("zones", undefined, outside, { hint });
  }
  return DEFAULTS.zones;
}

function readZones(parser: SettingsParser, region: string, vpc: Cidr | undefined): Settings["zones"] {
  const list = parser.json("zones");
  if (list === undefined) return DEFAULTS.zones;
  if (!Array.isArray(list)) {
    parser.issue("zones", list, "is not a list");
    return DEFAULTS.zones;
  }
  const subnets: Subnet[] = [];
  const names = new Map<string, string>();
  const [first, ...others] = list.map((item: unknown, index): Zone => {
    const place = `zones[${index}]`;
    const parts = parser.parts(place, item);
    if (parts === undefined) return DEFAULTS.zones[0];
    const name = readZoneName(parser, `${place}.name`, parts.name, region, names);
    const range = (part: "publicCidr" | "privateCidr", smallest: number): string =>
      readSubnet(parser, `${place}.${part}`, parts[part], smallest, vpc, subnets);
    return {
      name,
      publicCidr: range("publicCidr", MAX_PUBLIC_PREFIX),
      privateCidr: range("privateCidr", MAX_VPC_PREFIX),
    };
  });
  if (first !== undefined) return [first, ...others];
  parser.issue("zones", undefined, "is an empty list");
  return DEFAULTS.zones;
}

function readZoneName(
  parser: SettingsParser,
  place: string,
  value: unknown,
  region: string,
  taken: Map<string, string>,
): string {
  const name = readRequired(parser, place, value);
  if (name === undefined) return "";
  // Local Zones (us-west-2-lax-1a) have no NAT gateway and no Classic ELB, so only the plain form is let in.
  const isPlain = /^[a-z]$/.test(name.slice(region.length));
  if (parser.isValid("aws:region") && !(name.startsWith(region) && isPlain)) {
    parser.issue(place, name, `is not a zone of ${region}`, { hint: `write ${region} and a letter: ${region}a` });
    return name;
  }
  const before = taken.get(name);
  if (before === undefined) taken.set(name, place);
  else parser.issue(place, name, `is ${before} already`);
  return name;
}

function readSubnet(
  parser: SettingsParser,
  place: string,
  value: unknown,
  smallest: number,
  vpc: Cidr | undefined,
  taken: Subnet[],
): string {
  const text = readRequired(parser, place, value);
  if (text === undefined) return "";
  const cidr = readRange(parser, place, text, smallest);
  if (cidr === undefined) return text;
  if (vpc !== undefined && !contains(vpc, cidr)) {
    parser.issue(place, text, `is not inside vpcCidr (${vpc.text})`);
    return text;
  }
  const other = taken.find((subnet) => overlaps(subnet.cidr, cidr));
  if (other === undefined) taken.push({ place, cidr });
  else parser.issue(place, text, `overlaps ${other.place} (${other.cidr.text})`);
  return text;
}

function readRequired(parser: SettingsParser, place: string, value: unknown): string | undefined {
  if (value === undefined) parser.missing(place);
  return parser.textPart(place, value);
}

/** A range of a size that AWS gives to VPCs and subnets. */
function readRange(parser: SettingsParser, place: string, text: string, smallest: number): Cidr | undefined {
  const reading = readCidr(text);
  if ("problem" in reading) {
    parser.issue(place, text, reading.problem, { suggestion: reading.suggestion });
    return undefined;
  }
  const { prefix } = reading.cidr;
  if (prefix >= MIN_VPC_PREFIX && prefix <= smallest) return reading.cidr;
  parser.issue(place, text, prefix < MIN_VPC_PREFIX ? "is too large" : "is too small");
  return undefined;
}

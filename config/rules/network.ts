import { contains, isPrivate, overlaps, readCidr, type Cidr } from "../../lib/cidr";
import { DEFAULTS, TUTORIAL_REGION } from "../defaults";
import { MAX_PUBLIC_PREFIX, MAX_VPC_PREFIX, MIN_VPC_PREFIX } from "../limits";
import type { Reader } from "../reader";
import type { SettingValues, Zone } from "../settings";

/** A subnet's range and the place it was read from. */
interface Subnet {
  readonly place: string;
  readonly cidr: Cidr;
}

/**
 * Reads `vpcCidr` and `zones`. Private address space is RFC 1918 here: AWS would take the carriers' 100.64.0.0/10 or a
 * public range too, but then parts of the internet cannot be reached.
 */
export function readNetwork(reader: Reader, region: string): Pick<SettingValues, "vpcCidr" | "zones"> {
  const vpcText = reader.usable("vpcCidr") ?? DEFAULTS.vpcCidr;
  const vpc = readRange(reader, "vpcCidr", vpcText, MAX_VPC_PREFIX);
  if (vpc !== undefined && !isPrivate(vpc)) reader.fault("vpcCidr", vpcText, "is public address space");
  const around = reader.sound("vpcCidr") ? vpc : undefined;
  const zones =
    reader.text("zones") === undefined ? defaultZones(reader, region, around) : readZones(reader, region, around);
  return { vpcCidr: vpcText, zones };
}

function defaultZones(reader: Reader, region: string, vpc: Cidr | undefined): SettingValues["zones"] {
  const { name, publicCidr, privateCidr } = DEFAULTS.zones[0];
  const hint = `set zones in Pulumi.${reader.source.stage}.yaml`;
  const held = [publicCidr, privateCidr].every((text) => {
    const reading = readCidr(text);
    return vpc === undefined || ("cidr" in reading && contains(vpc, reading.cidr));
  });
  if (reader.sound("aws:region") && region !== TUTORIAL_REGION) {
    reader.fault("zones", undefined, `is missing, and the default ${name} is not in ${region}`, { hint });
  } else if (!held) {
    const outside = `is missing, and the default ${publicCidr} and ${privateCidr} are not both in vpcCidr`;
    reader.fault("zones", undefined, outside, { hint });
  }
  return DEFAULTS.zones;
}

function readZones(reader: Reader, region: string, vpc: Cidr | undefined): SettingValues["zones"] {
  const list = reader.json("zones");
  if (list === undefined) return DEFAULTS.zones;
  if (!Array.isArray(list)) {
    reader.fault("zones", list, "is not a list");
    return DEFAULTS.zones;
  }
  const subnets: Subnet[] = [];
  const names = new Map<string, string>();
  const [first, ...others] = list.map((item: unknown, index): Zone => {
    const place = `zones[${index}]`;
    const parts = reader.parts(place, item);
    if (parts === undefined) return DEFAULTS.zones[0];
    const name = readZoneName(reader, `${place}.name`, parts.name, region, names);
    const range = (part: "publicCidr" | "privateCidr", smallest: number): string =>
      readSubnet(reader, `${place}.${part}`, parts[part], smallest, vpc, subnets);
    return {
      name,
      publicCidr: range("publicCidr", MAX_PUBLIC_PREFIX),
      privateCidr: range("privateCidr", MAX_VPC_PREFIX),
    };
  });
  if (first !== undefined) return [first, ...others];
  reader.fault("zones", undefined, "is an empty list");
  return DEFAULTS.zones;
}

function readZoneName(
  reader: Reader,
  place: string,
  value: unknown,
  region: string,
  taken: Map<string, string>,
): string {
  const name = readRequired(reader, place, value);
  if (name === undefined) return "";
  // Local Zones (us-west-2-lax-1a) have no NAT gateway and no Classic ELB, so only the plain form is let in.
  const isPlain = /^[a-z]$/.test(name.slice(region.length));
  if (reader.sound("aws:region") && !(name.startsWith(region) && isPlain)) {
    reader.fault(place, name, `is not a zone of ${region}`, { hint: `write ${region} and a letter: ${region}a` });
    return name;
  }
  const before = taken.get(name);
  if (before === undefined) taken.set(name, place);
  else reader.fault(place, name, `is ${before} already`);
  return name;
}

function readSubnet(
  reader: Reader,
  place: string,
  value: unknown,
  smallest: number,
  vpc: Cidr | undefined,
  taken: Subnet[],
): string {
  const text = readRequired(reader, place, value);
  if (text === undefined) return "";
  const cidr = readRange(reader, place, text, smallest);
  if (cidr === undefined) return text;
  if (vpc !== undefined && !contains(vpc, cidr)) {
    reader.fault(place, text, `is not inside vpcCidr (${vpc.text})`);
    return text;
  }
  const other = taken.find((subnet) => overlaps(subnet.cidr, cidr));
  if (other === undefined) taken.push({ place, cidr });
  else reader.fault(place, text, `overlaps ${other.place} (${other.cidr.text})`);
  return text;
}

function readRequired(reader: Reader, place: string, value: unknown): string | undefined {
  if (value === undefined) reader.missing(place);
  return reader.textPart(place, value);
}

/** A range of a size that AWS gives to VPCs and subnets. */
function readRange(reader: Reader, place: string, text: string, smallest: number): Cidr | undefined {
  const reading = readCidr(text);
  if ("problem" in reading) {
    reader.fault(place, text, reading.problem, { suggestion: reading.suggestion });
    return undefined;
  }
  const { prefix } = reading.cidr;
  if (prefix >= MIN_VPC_PREFIX && prefix <= smallest) return reading.cidr;
  reader.fault(place, text, prefix < MIN_VPC_PREFIX ? "is too large" : "is too small");
  return undefined;
}

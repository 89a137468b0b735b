import * as pulumi from "@pulumi/pulumi";
import { choice, flag, type Flaw, checkText } from "../builders";
import { isObject, type Definition, type SettingsParser } from "../parser";
import { UNDECRYPTED } from "../secrets";
import { isZoneOf, type Zones } from "./network";

const KEY = "natEipAllocationIds";

const nat = choice(["instance", "gateway", "none"], "instance", {
  description: "How the private subnets reach the internet.",
  cost:
    "for instance, an EC2 instance, its EBS volume and a public IPv4 address; for gateway, its hours, each GB and a public " +
    "IPv4 address",
});

const natPerZone = flag(false, {
  description: "One NAT per Availability Zone instead of one for all zones. It has no effect with a single zone.",
  cost: "one NAT with a public IPv4 address per zone, and no traffic between zones",
});

export type NatKind = "instance" | "gateway" | "none";

const KINDS = ["instance", "gateway"] as const;

/** Allocation ids of Elastic IPs, by the name of the zone whose NAT has them. */
export type ZoneAllocationIds = Readonly<Record<string, pulumi.Input<string>>>;

/** Elastic IPs that the user owns, by the kind of NAT that uses them. */
type NatEipAllocationIds = Readonly<Partial<Record<(typeof KINDS)[number], ZoneAllocationIds>>>;

interface Earlier {
  readonly region?: string;
  readonly zones: Zones;
  readonly nat: NatKind;
  readonly natPerZone: boolean;
}

const IDS = "{ZONE: ID}, an eipalloc- ID for each zone with a NAT";

export const natSettings = {
  nat,
  natPerZone: {
    ...natPerZone,
    read: (parser, key, value, { zones, nat: kind }: Omit<Earlier, "natPerZone">) =>
      natPerZone.read(parser, key, value, undefined as never) && zones.length > 1 && kind !== "none",
  } satisfies Definition<boolean>,
  natEipAllocationIds: {
    description: "Your own Elastic IPs for the NAT, by kind and zone. Without them the program allocates new ones.",
    allowed: "{instance: {ZONE: ID}, gateway: {ZONE: ID}}, each address once",
    cost: "an Elastic IP costs the same in use and idle: keep only those that you need",
    maySecret: true,
    parts: {
      instance: { description: "For NAT instances.", allowed: IDS },
      gateway: { description: "For NAT gateways.", allowed: IDS },
    },
    read: readAllocationIds,
  } satisfies Definition<NatEipAllocationIds>,
};

function readAllocationIds(
  parser: SettingsParser,
  _key: string,
  _text: unknown,
  earlier: Earlier,
): NatEipAllocationIds {
  const all = earlier.zones.map(({ name }) => name);
  const withNat = earlier.natPerZone ? all : all.slice(0, 1);
  if (parser.isUndecrypted(KEY)) {
    if (earlier.nat === "none") return {};
    return { [earlier.nat]: Object.fromEntries(withNat.map((zone) => [zone, pulumi.secret(UNDECRYPTED)])) };
  }
  const value = parser.json(KEY);
  if (Array.isArray(value)) {
    const kind = earlier.nat === "none" ? "instance" : earlier.nat;
    rejectList(parser, KEY, value, `{${kind}: {${pairs(parser, value, all)}}}`);
    return {};
  }
  const parts = parser.parts(KEY, value) ?? {};
  const taken = new Map<string, string>();
  const result: Partial<Record<(typeof KINDS)[number], ZoneAllocationIds>> = {};
  for (const kind of KINDS) {
    const value = parts[kind];
    const place = `${KEY}.${kind}`;
    if (value === undefined) continue;
    if (Array.isArray(value)) {
      rejectList(parser, place, value, `{${kind}: {${pairs(parser, value, all)}}}`);
    } else if (!isObject(value)) {
      parser.issue(place, value, "is not an object");
    } else {
      result[kind] = readIds(parser, place, value, earlier.region, taken);
      checkZones(parser, place, Object.keys(result[kind]), kind === earlier.nat ? withNat : []);
    }
  }
  return result;
}

function readIds(
  parser: SettingsParser,
  place: string,
  value: Readonly<Record<string, unknown>>,
  region: string | undefined,
  taken: Map<string, string>,
): ZoneAllocationIds {
  const ids: Record<string, pulumi.Input<string>> = {};
  for (const [zone, item] of Object.entries(value)) {
    // A zone that is not listed keeps its address for when it is: zones come and go.
    if (region !== undefined && !isZoneOf(region, zone)) {
      parser.issue(place, zone, `is not a zone of ${region}`);
      continue;
    }
    const here = `${place}.${zone}`;
    const id = parser.textPart(here, item ?? "") ?? "";
    ids[zone] = parser.input(KEY, id);
    if (parser.isUndecrypted(KEY, id)) continue;
    checkText(parser, here, id, idFlaw(id));
    // AWS does not release an address that a NAT gateway holds, so one cannot serve both kinds.
    parser.requireUnique(taken, here, id, { hint: "give each zone and each kind its own address" });
  }
  return ids;
}

function idFlaw(id: string): Flaw {
  if (/^eipalloc-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) return undefined;
  return { message: "is not an allocation ID", allowed: "eipalloc- and 8 or 17 hexadecimal digits" };
}

function rejectList(parser: SettingsParser, place: string, list: readonly unknown[], form: string): void {
  parser.issue(place, list, "is a list, but needs a zone for each address", { hint: `write ${KEY}: ${form}` });
}

/** A list as the object that it has to be, with the ids unless they are secret. */
function pairs(parser: SettingsParser, list: readonly unknown[], zones: readonly string[]): string {
  const ids = list.length === 0 ? [undefined] : list;
  return ids
    .map((id, index) => {
      const shown = typeof id === "string" && !parser.isSecret(KEY) ? id.trim() : "eipalloc-…";
      return `${zones[index] ?? "ZONE"}: ${shown}`;
    })
    .join(", ");
}

function checkZones(parser: SettingsParser, place: string, given: readonly string[], needed: readonly string[]): void {
  // Which zones have a NAT depends on all of these.
  if (!parser.isValid("nat", "natPerZone", "zones", place)) return;
  const missing = needed.filter((zone) => !given.includes(zone));
  if (missing.length > 0) {
    const hint = `each zone with a NAT needs one: ${needed.join(" and ")}`;
    parser.issue(place, undefined, `has no address for ${missing.join(" and ")}`, { hint });
  } else if (given.length === 0) {
    parser.issue(place, undefined, "is empty", { hint: "leave it out" });
  }
}

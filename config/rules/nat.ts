import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../defaults";
import { HIDDEN } from "../fault";
import type { Reader } from "../reader";
import type { NatEipAllocationIds, NatKind, SettingValues, ZoneAllocationIds } from "../settings";

const KEY = "natEipAllocationIds";
const KINDS = ["instance", "gateway"] as const;

/** The kinds of NAT that have Elastic IPs. */
type AddressedKind = (typeof KINDS)[number];

/** What decides which zones need an Elastic IP. */
interface NatZones {
  readonly nat: NatKind;
  /** Names of the zones with a NAT. */
  readonly withNat: readonly string[];
  /** Names of all zones, in the order of the stage file. */
  readonly all: readonly string[];
}

/** Reads `nat`, `natPerZone` and `natEipAllocationIds`. */
export function readNat(
  reader: Reader,
  region: string,
  zones: SettingValues["zones"],
): Pick<SettingValues, "nat" | "natPerZone" | "natEipAllocationIds"> {
  const nat = reader.choice<NatKind>("nat", ["instance", "gateway", "none"], DEFAULTS.nat);
  const asked = reader.boolean("natPerZone", DEFAULTS.natPerZone);
  const natPerZone = asked && zones.length > 1 && nat !== "none";
  const all = zones.map(({ name }) => name);
  const natZones = { nat, withNat: natPerZone ? all : all.slice(0, 1), all };
  return { nat, natPerZone, natEipAllocationIds: readAddresses(reader, region, natZones) };
}

function readAddresses(reader: Reader, region: string, zones: NatZones): NatEipAllocationIds {
  if (reader.isUndecrypted(KEY)) {
    if (zones.nat === "none") return {};
    return { [zones.nat]: Object.fromEntries(zones.withNat.map((zone) => [zone, pulumi.secret(HIDDEN)])) };
  }
  const parts = reader.parts(KEY, reader.json(KEY)) ?? {};
  const places = new Map<string, string>();
  const result: Partial<Record<AddressedKind, ZoneAllocationIds>> = {};
  for (const kind of KINDS) {
    const ids = readKind(reader, kind, parts[kind], { region, zones, places });
    if (ids !== undefined) result[kind] = ids;
  }
  return result;
}

function readKind(
  reader: Reader,
  kind: AddressedKind,
  value: unknown,
  {
    region,
    zones,
    places,
  }: { readonly region: string; readonly zones: NatZones; readonly places: Map<string, string> },
): ZoneAllocationIds | undefined {
  if (value === undefined) return undefined;
  const place = `${KEY}.${kind}`;
  if (Array.isArray(value)) {
    reader.fault(place, value, "is a list, and addresses go by zone", { hint: byZone(reader, kind, value, zones) });
    return undefined;
  }
  if (typeof value !== "object" || value === null) {
    reader.fault(place, value, "is not an object");
    return undefined;
  }
  const ids: Record<string, pulumi.Input<string>> = {};
  for (const [zone, item] of Object.entries(value)) {
    // A zone that is not listed keeps its address for when it is: zones come and go.
    if (reader.sound("aws:region") && !(zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length)))) {
      reader.fault(place, zone, `is not a zone of ${region}`);
      continue;
    }
    const id = reader.textPart(`${place}.${zone}`, item ?? "") ?? "";
    checkId(reader, `${place}.${zone}`, id, places);
    ids[zone] = reader.input(KEY, id);
  }
  checkZones(reader, place, Object.keys(ids), kind === zones.nat ? zones.withNat : []);
  return ids;
}

/** The list in its present form, with the zones and, unless they are secret, the ids of the user. */
function byZone(reader: Reader, kind: AddressedKind, list: readonly unknown[], { all }: NatZones): string {
  const count = Math.max(list.length, 1);
  const pairs = Array.from({ length: count }, (_, index) => {
    const id = list[index];
    const shown = typeof id === "string" && !reader.isSecret(KEY) ? id.trim() : "eipalloc-…";
    return `${all[index] ?? "ZONE"}: ${shown}`;
  });
  return `write ${KEY}: {${kind}: {${pairs.join(", ")}}}`;
}

function checkZones(reader: Reader, place: string, given: readonly string[], needed: readonly string[]): void {
  // Which zones have a NAT depends on all of these.
  if (!reader.sound("nat", "natPerZone", "zones", place)) return;
  const missing = needed.filter((zone) => !given.includes(zone));
  if (missing.length > 0) {
    const hint = `each zone with a NAT needs one: ${needed.join(" and ")}`;
    reader.fault(place, undefined, `has no address for ${missing.join(" and ")}`, { hint });
  } else if (given.length === 0) {
    reader.fault(place, undefined, "is empty", { hint: "leave it out" });
  }
}

function checkId(reader: Reader, place: string, id: string, places: Map<string, string>): void {
  if (reader.isUndecrypted(KEY, id) || !reader.sound(place)) return;
  if (!/^eipalloc-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    reader.fault(place, id, "is not an allocation id", { allowed: "eipalloc- and 8 or 17 hexadecimal digits" });
    return;
  }
  const before = places.get(id);
  if (before === undefined) {
    places.set(id, place);
    return;
  }
  // AWS does not hand an address over while a NAT gateway holds it, so one cannot serve both kinds.
  reader.fault(place, id, `is ${before} already`, { hint: "give each zone and each kind its own address" });
}

import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../defaults";
import { HIDDEN } from "../fault";
import type { Reader } from "../reader";
import type { NatEipAllocationIds, NatKind, Settings } from "../settings";

const KEY = "natEipAllocationIds";
const KINDS = ["instance", "gateway"] as const;

/** Reads `nat`, `natPerZone` and `natEipAllocationIds`. */
export function readNat(
  reader: Reader,
  zones: Settings["zones"],
): Pick<Settings, "nat" | "natPerZone" | "natEipAllocationIds"> {
  const nat = reader.choice<NatKind>("nat", ["instance", "gateway", "none"], DEFAULTS.nat);
  const asked = reader.boolean("natPerZone", DEFAULTS.natPerZone);
  const natPerZone = asked && zones.length > 1 && nat !== "none";
  const waysOut = natPerZone ? zones.length : 1;
  return { nat, natPerZone, natEipAllocationIds: readAddresses(reader, nat, waysOut) };
}

function readAddresses(reader: Reader, nat: NatKind, waysOut: number): NatEipAllocationIds {
  if (reader.isUndecrypted(KEY)) {
    return nat === "none" ? {} : { [nat]: Array.from({ length: waysOut }, () => pulumi.secret(HIDDEN)) };
  }
  const parts = reader.parts(KEY, reader.json(KEY)) ?? {};
  const places = new Map<string, string>();
  const result: Partial<Record<(typeof KINDS)[number], readonly pulumi.Input<string>[]>> = {};
  for (const kind of KINDS) {
    const place = `${KEY}.${kind}`;
    const ids = reader.textList(place, parts[kind]);
    if (ids === undefined) continue;
    ids.forEach((id, index) => {
      checkId(reader, `${place}[${index}]`, id, places);
    });
    if (kind === nat) checkCount(reader, place, ids.length, waysOut);
    else if (ids.length === 0) reader.fault(place, undefined, "is an empty list", { hint: "leave it out" });
    result[kind] = ids.map((id) => reader.input(KEY, id));
  }
  return result;
}

function checkCount(reader: Reader, place: string, count: number, waysOut: number): void {
  // How many ways out there are depends on all of these.
  if (!reader.sound("nat", "natPerZone", "zones") || count === waysOut) return;
  const needed = waysOut === 1 ? "1 way out" : `${waysOut} ways out`;
  reader.fault(place, undefined, `has ${count} for ${needed}`, { hint: "give as many as there are ways out" });
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
  reader.fault(place, id, `is ${before} already`, { hint: "give each way out and each kind its own address" });
}

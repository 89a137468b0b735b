import { zonesWithNat, type Zone } from "../config";
import { overlaps } from "../lib/cidr";
import type { ExistingNetwork } from "./existing-network";
import { blockersOf, cidrOf, deployed, isKept, leftoverZones, type WantedNetwork } from "./network-change";

/** The prefix of a temporary subnet: a load balancer needs a /27 or larger. */
const TEMPORARY_PREFIX = 26;

/**
 * The deployments that lead from one network to the other, each of which Pulumi and AWS can do.
 * @param zoneNames zones of the account, one of which may be used temporarily
 * @returns networks, the wanted one last; undefined when there is no such sequence
 */
export function stepsTo(
  existing: ExistingNetwork,
  wanted: WantedNetwork,
  zoneNames: readonly string[],
): readonly WantedNetwork[] | undefined {
  const target = { ...wanted, protect: false };
  for (const waypoints of routesOf(existing, target, zoneNames)) {
    const steps = stepsAlong(waypoints, existing, target);
    if (steps !== undefined) return steps;
  }
  return undefined;
}

/** As few of the waypoints as possible, then the wanted network. */
function stepsAlong(
  waypoints: readonly (readonly Zone[])[],
  existing: ExistingNetwork,
  target: WantedNetwork,
): readonly WantedNetwork[] | undefined {
  const steps: WantedNetwork[] = [];
  const all = [...waypoints.map((zones) => withZones(target, zones)), ...withoutOwnAddresses(target), target];
  for (let at = existing, rest = all; rest.length > 0;) {
    // Leftovers of a failed deployment go first, since only the state knows which subnet is the current one.
    const next = at === existing && leftoverZones(existing).length > 0 ? rest.slice(0, 1) : rest;
    const last = next.filter((each) => blockersOf(at, each).length === 0).at(-1);
    if (last === undefined) return undefined;
    steps.push(last);
    at = deployed(last);
    rest = rest.slice(rest.indexOf(last) + 1);
  }
  return steps;
}

/** A deployment with the program's own Elastic IPs frees the user's. */
function withoutOwnAddresses(wanted: WantedNetwork): readonly WantedNetwork[] {
  return wanted.ownAddresses.size === 0 ? [] : [{ ...wanted, ownAddresses: new Map() }];
}

function withZones(wanted: WantedNetwork, zones: readonly Zone[]): WantedNetwork {
  const changed = { ...wanted, zones, perZone: wanted.perZone && zones.length > 1 };
  const enough = zonesWithNat(zones, changed).every(({ name }) => wanted.ownAddresses.has(name));
  return enough ? changed : { ...changed, ownAddresses: new Map() };
}

/**
 * Zones on the way, the shortest way first. A zone that changes is removed and added again; where no other zone remains
 * meanwhile, the existing zones stay until the new ones are there, or a temporary one is added.
 */
function routesOf(
  existing: ExistingNetwork,
  wanted: WantedNetwork,
  zoneNames: readonly string[],
): readonly (readonly (readonly Zone[])[])[] {
  const leftover = leftoverZones(existing);
  const staying = wanted.zones.filter(
    (zone) =>
      isKept(existing, zone) &&
      !leftover.includes(zone.name) &&
      blockersOf(existing, withZones({ ...wanted, ownAddresses: new Map() }, [zone])).length === 0,
  );
  if (staying.length > 0) return [[staying]];
  if (leftover.length > 0) return [];
  if (blockersOf(existing, wanted).length === 0) return [[]];
  const before = zonesOf(existing, wanted);
  const added = wanted.zones.filter(({ name }) => !before.some((zone) => zone.name === name));
  const temporary = temporaryZone(existing, wanted, zoneNames);
  return [
    [[...before, ...added]],
    ...(temporary === undefined ? [] : [[[...before, temporary], [temporary], [...wanted.zones, temporary]]]),
  ];
}

/** The existing zones in the wanted order, since a NAT is in the first one. */
function zonesOf({ subnets }: ExistingNetwork, { zones }: WantedNetwork): readonly Zone[] {
  const present = subnets.filter(({ role }) => role !== undefined).map(({ zone }) => zone);
  const listed = zones.map(({ name }) => name).filter((name) => present.includes(name));
  const names = [...new Set([...listed, ...present])];
  return names.flatMap((name) => {
    const range = (role: string) => subnets.find((each) => each.zone === name && each.role === role)?.cidr;
    const [publicCidr, privateCidr] = [range("public"), range("private")];
    return publicCidr === undefined || privateCidr === undefined ? [] : [{ name, publicCidr, privateCidr }];
  });
}

function temporaryZone(
  existing: ExistingNetwork,
  wanted: WantedNetwork,
  zoneNames: readonly string[],
): Zone | undefined {
  const used = [...existing.subnets.map(({ zone }) => zone), ...wanted.zones.map(({ name }) => name)];
  const name = zoneNames.find((each) => !used.includes(each));
  const taken = [
    ...existing.subnets.map(({ cidr }) => cidr),
    ...wanted.zones.flatMap(({ publicCidr, privateCidr }) => [publicCidr, privateCidr]),
  ];
  const [publicCidr, privateCidr] = freeRanges(wanted.vpcCidr, taken);
  if (name === undefined || publicCidr === undefined || privateCidr === undefined) return undefined;
  return { name, publicCidr, privateCidr };
}

/** Two free ranges inside the VPC's, from its end, where people put the fewest subnets. */
function freeRanges(vpcCidr: string, taken: readonly string[]): readonly string[] {
  const vpc = cidrOf(vpcCidr);
  const size = 2 ** (32 - TEMPORARY_PREFIX);
  const found: string[] = [];
  for (let first = vpc.last + 1 - size; first >= vpc.first && found.length < 2; first -= size) {
    const text = `${[24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join(".")}/${TEMPORARY_PREFIX}`;
    if (!taken.some((each) => overlaps(cidrOf(each), cidrOf(text)))) found.unshift(text);
  }
  return found;
}

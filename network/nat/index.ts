import type * as pulumi from "@pulumi/pulumi";

import { textOf, type NatKind, type Settings, type ZoneAllocationIds } from "../../config";
import { zoneSuffix } from "../../lib/naming";
import { natGateway } from "./gateway";
import { natInstance } from "./instance";
import { noNat } from "./none";
import type { NatProvider } from "./provider";

export { Nat, natElasticIps, type NatArgs } from "./nat";
export type { NatProvider } from "./provider";

/** The design of a kind of NAT: the only place that knows the kinds. */
export function natProvider(kind: NatKind): NatProvider {
  switch (kind) {
    case "instance":
      return natInstance;
    case "gateway":
      return natGateway;
    case "none":
      return noNat;
    default:
      throw new Error(`there is no NAT of the kind "${String(kind satisfies never)}"`);
  }
}

/** The Elastic IPs that the user owns for the kind in use, by the suffix of their zone; undefined: they are made. */
export function ownAddresses(
  settings: Pick<Settings, "nat" | "natEipAllocationIds">,
): ReadonlyMap<string, pulumi.Input<string>> | undefined {
  const ids = idsInUse(settings);
  return ids && new Map(Object.entries(ids).map(([zone, id]) => [zoneSuffix(zone), id]));
}

/** The texts of the Elastic IPs that the user owns for the kind in use, by the name of their zone, to compare with AWS's. */
export async function ownAllocationIds(
  settings: Pick<Settings, "nat" | "natEipAllocationIds">,
): Promise<ReadonlyMap<string, string>> {
  const entries = Object.entries(idsInUse(settings) ?? {});
  return new Map(await Promise.all(entries.map(async ([zone, id]) => [zone, await textOf(id)] as const)));
}

function idsInUse({
  nat,
  natEipAllocationIds,
}: Pick<Settings, "nat" | "natEipAllocationIds">): ZoneAllocationIds | undefined {
  const byKind: Partial<Record<NatKind, ZoneAllocationIds>> = natEipAllocationIds;
  return byKind[nat];
}

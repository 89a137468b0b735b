import type * as pulumi from "@pulumi/pulumi";

import type { NatKind, Settings } from "../../config";
import { natGateway } from "./gateway";
import { natInstance } from "./instance";
import { noNat } from "./none";
import type { NatDesign } from "./way-out";

export { findBroken } from "./broken";
export { Nat, natElasticIps, type NatArgs } from "./nat";
export type { NatDesign } from "./way-out";

/** The design of a kind of NAT: the only place that knows the kinds. */
export function natDesign(kind: NatKind): NatDesign {
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

/** The addresses that the user owns for the kind in use; undefined: they are made. */
export function ownAddresses(
  settings: Pick<Settings, "nat" | "natEipAllocationIds">,
): readonly pulumi.Input<string>[] | undefined {
  const byKind: Partial<Record<NatKind, readonly pulumi.Input<string>[]>> = settings.natEipAllocationIds;
  return byKind[settings.nat];
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { tagsOf } from "../../naming";
import type { NatKindArgs, WayOutPlace } from "./way-out";

/**
 * The allocation id of a way out's address: the user's own, or one made here.
 * Each kind has addresses of its own: AWS hands none over while a NAT gateway holds it.
 *
 * @param kind part of the logical name, so that two kinds never share an address
 */
export function allocationIdOf(
  name: string,
  kind: string,
  place: WayOutPlace,
  args: NatKindArgs,
  parent: pulumi.Resource,
): pulumi.Input<string> {
  if (place.allocationId !== undefined) return place.allocationId;
  return new aws.ec2.Eip(
    `${name}-${kind}-${place.suffix}`,
    { domain: "vpc", tags: tagsOf(args.owner, place.name) },
    // A public address cannot be let go before the internet gateway is, nor the gateway before the address.
    { parent, dependsOn: [...args.publicWay] },
  ).id;
}

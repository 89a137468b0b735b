import { contains } from "../intervals";
import type { Route, Subnet } from "../network/model";
import { block, type Checkpoint, type Location } from "./checkpoints";

/** The most specific route of a subnet to an address; undefined for the VPC's local route, or if there is none. */
export function routeTo({ table, vpc }: Subnet, address: number): Route | undefined {
  const localPrefix = contains(vpc.range, address) ? vpc.range.prefix : -1;
  return table.routes
    .filter(({ range }) => contains(range, address) && range.prefix > localPrefix)
    .toSorted((a, b) => b.range.prefix - a.range.prefix)[0];
}

/** Blocks traffic between two locations that the VPC's local route does not connect. */
export function localRouting(from: Location, to: Location): readonly Checkpoint[] {
  const { subnet } = from.placement;
  const { vpc: other } = to.placement.subnet;
  if (other !== subnet.vpc) {
    return [block(`${subnet.vpc.name} and ${other.name} are not connected`, [subnet.vpc.urn, other.urn])];
  }
  const route = routeTo(subnet, to.placement.address);
  if (route === undefined) return [];
  return [block(`${describeRoute(route, subnet)}, not to ${to.node.name}`, routeResources(route, subnet))];
}

/** `route nat-private-default-1a in vpc-private-1a sends 0.0.0.0/0 to nat-instance-1a` */
export function describeRoute({ name, range, target }: Route, { table }: Subnet): string {
  const to = target.kind === "unsupported" ? "an unsupported target" : target.name;
  return `route ${name} in ${table.name} sends ${range.text} to ${to}`;
}

/** The route itself and the association of its table with the subnet. */
export function routeResources({ urn }: Route, { associations }: Subnet): readonly string[] {
  return [urn, ...associations];
}

export function noRoute({ table, name, urn }: Subnet): Checkpoint {
  return block(`no route in ${table.name} leads from ${name} to the internet`, [urn]);
}

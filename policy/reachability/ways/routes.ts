import type { Route, Subnet } from "../network";
import { isIn } from "../sets/spans";
import { barrier, type Element, type Standpoint } from "./way";

/** The narrowest of a subnet's routes to an address; undefined when that is the VPC's own, or when there is none. */
export function routeTo({ table, vpc }: Subnet, address: number): Route | undefined {
  const own = isIn(address, vpc.range) ? vpc.range.prefix : -1;
  return table.routes
    .filter(({ range }) => isIn(address, range) && range.prefix > own)
    .toSorted((a, b) => b.range.prefix - a.range.prefix)[0];
}

/** What keeps packets from getting from one place straight to another within a VPC; empty: nothing. */
export function astray(from: Standpoint, to: Standpoint): readonly Element[] {
  const { vpc } = from.place.subnet;
  const { vpc: other } = to.place.subnet;
  if (other !== vpc) return [barrier(`${vpc.name} and ${other.name} are networks apart`, [vpc.urn, other.urn])];
  const route = routeTo(from.place.subnet, to.place.address);
  if (route === undefined) return [];
  return [
    barrier(
      `${routeWords(route, from.place.subnet)}, so not to ${to.station.name}`,
      routeResources(route, from.place.subnet),
    ),
  ];
}

/** A route in words: `route nat-private-default-1a in vpc-private-1a leads 0.0.0.0/0 to nat-instance-1a`. */
export function routeWords({ name, range, target }: Route, { table }: Subnet): string {
  const end = target.kind === "elsewhere" ? "something that is not modelled" : target.name;
  return `route ${name} in ${table.name} leads ${range.text} to ${end}`;
}

/** What makes a route one of a subnet's: itself, and what gives its table to the subnet. */
export function routeResources({ urn }: Route, { associations }: Subnet): readonly string[] {
  return [urn, ...associations];
}

/** What stands in the way where a subnet has no route to an outsider. */
export function noRoute(subnet: Subnet): Element {
  return barrier(`no route in ${subnet.table.name} leads out of ${subnet.name}`, [subnet.urn]);
}

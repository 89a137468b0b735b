import { noRoute, routeResources, routeTo, routeWords } from "./routes";
import { letsIn } from "./security-groups";
import { takes } from "./stations";
import { barrier, step, type Element, type Outsider, type Standpoint, type Way } from "./way";

/** The way from somebody outside of the network to a station. */
export function wayIn(from: Outsider, to: Standpoint): Way {
  const { station, place } = to;
  if (from.isS3) return [barrier("S3 opens no connections", [])];
  if (place.publicAddress === undefined) return [barrier(`${station.name} has no public address`, [station.urn])];
  return [{ kind: "step", step: place.publicAddress }, answers(from, to), ...letsIn(station, from), ...takes(station)];
}

/** Whether answers get back: a machine with a public address is of no use in a subnet without a route out. */
function answers(from: Outsider, { station, place: { subnet } }: Standpoint): Element {
  const route = routeTo(subnet, from.address);
  if (route === undefined) return noRoute(subnet);
  const { target } = route;
  if (target.kind === "internetGateway" && target.vpcUrn === subnet.vpc.urn) {
    return step(`for answers, ${routeWords(route, subnet)}`, routeResources(route, subnet));
  }
  return barrier(
    `answers of ${station.name} would go astray: ${routeWords(route, subnet)}`,
    routeResources(route, subnet),
  );
}

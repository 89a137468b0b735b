import type { Network, Route, Station } from "../network";
import { allOf, tcp } from "../sets/traffic";
import { astray, noRoute, routeResources, routeTo, routeWords } from "./routes";
import { letsIn, letsOut } from "./security-groups";
import { barrier, limit, step, type Outsider, type Standpoint, type Way } from "./way";

/** S3 speaks HTTP. */
const S3_TRAFFIC = tcp(80, 443);

/** What NAT gateways send on: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
const NAT_GATEWAY_TRAFFIC = allOf("tcp", "udp", "icmp");

/** All ways from a station to somebody outside of the network. */
export function natTargets(network: Network, from: Standpoint, to: Outsider): readonly Way[] {
  const { kind, name, urn } = from.station;
  if (kind === "loadBalancer") return [[barrier(`${name} opens connections to its servers only`, [urn])]];
  if (kind === "natGateway") return [[barrier(`${name} opens no connections of its own`, [urn])]];
  const end = to.isS3 ? [limit(S3_TRAFFIC, "S3 takes tcp 80, 443", [])] : [];
  return onwards(network, { from, to, passed: [] }).map((way) => [...letsOut(from.station, to), ...way, ...end]);
}

interface Leg {
  readonly from: Standpoint;
  readonly to: Outsider;
  /** Stations that sent the packets on already. */
  readonly passed: readonly Station[];
}

/** All ways on from where packets have left a station. */
function onwards(network: Network, leg: Leg): readonly Way[] {
  const { subnet } = leg.from.place;
  const { s3Endpoint } = subnet.table;
  if (leg.to.isS3 && s3Endpoint !== undefined) {
    const words = `${s3Endpoint.name} leads there what is for S3`;
    return [[step(words, [s3Endpoint.urn, ...subnet.associations])]];
  }
  const route = routeTo(subnet, leg.to.address);
  if (route === undefined) return [[noRoute(subnet)]];
  const taken = step(routeWords(route, subnet), routeResources(route, subnet));
  return next(network, leg, route).map((way) => [taken, ...way]);
}

function next(network: Network, leg: Leg, { target, name, urn }: Route): readonly Way[] {
  switch (target.kind) {
    case "elsewhere":
      return [[barrier(`nobody knows where route ${name} leads`, [urn])]];
    case "internetGateway":
      return [throughGateway(leg, target)];
    case "station": {
      const station = network.stations.find((each) => each.urn === target.urn);
      if (station === undefined) return [[barrier(`nobody knows where ${target.name} stands`, [target.urn])]];
      return station.places.flatMap((place) => sentOn(network, leg, { station, place }));
    }
  }
}

function throughGateway(
  { from }: Leg,
  gateway: { readonly urn: string; readonly name: string; readonly vpcUrn: string | undefined },
): Way {
  const { station, place } = from;
  if (gateway.vpcUrn !== place.subnet.vpc.urn) {
    return [barrier(`${gateway.name} is not attached to ${place.subnet.vpc.name}`, [gateway.urn])];
  }
  if (place.publicAddress === undefined) return [barrier(`${station.name} has no public address`, [station.urn])];
  return [{ kind: "step", step: place.publicAddress }];
}

/** On by a NAT: to it, it is a packet that comes in; from there on it is one of the NAT's own. */
function sentOn(network: Network, { from, to, passed }: Leg, by: Standpoint): readonly Way[] {
  const { station } = by;
  const { name, urn } = station;
  if (station === from.station || passed.includes(station)) {
    return [[barrier(`${name} would send it round in a circle`, [urn])]];
  }
  if (!station.forwards) {
    return [[barrier(`the source/destination check of ${name} drops what is not for itself`, [urn])]];
  }
  const arrival = [
    // To the NAT leads the route; answers find the sender by its address.
    ...astray(by, from),
    ...letsIn(station, from),
    ...(station.kind === "natGateway" ? [limit(NAT_GATEWAY_TRAFFIC, `${name} takes tcp, udp and icmp`, [urn])] : []),
    step(`${name} sends it on under an address of its own`, [urn], station),
    ...letsOut(station, to),
  ];
  return onwards(network, { from: by, to, passed: [...passed, from.station] }).map((way) => [...arrival, ...way]);
}

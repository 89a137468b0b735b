import type { GraphResource } from "../../graph";
import type { Endpoint, Route, RouteTable, RouteTarget, Subnet, Vpc } from "./model";
import type { Reader } from "./reader";
import { TYPE } from "./types";

/** VPCs and subnets with their routes, by URN. */
export interface Places {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  /** All routes, of whatever table. */
  readonly routes: readonly Route[];
}

const ROUTE_TARGETS: readonly string[] = ["gatewayId", "natGatewayId", "networkInterfaceId"];
const OTHER_DESTINATIONS: readonly string[] = ["destinationIpv6CidrBlock", "destinationPrefixListId"];
const IPV6_OF_VPC: readonly string[] = ["assignGeneratedIpv6CidrBlock", "ipv6CidrBlock", "ipv6IpamPoolId"];
const IPV6_OF_SUBNET: readonly string[] = ["assignIpv6AddressOnCreation", "ipv6CidrBlock", "ipv6Native"];

/** Reads the VPCs, their subnets and all that decides where packets go. */
export function readPlaces(reader: Reader): Places {
  const routes = readRoutes(reader);
  const endpoints = readS3Endpoints(reader);
  const table = (urn: string, name: string): RouteTable => ({
    name,
    routes: routes.filter(({ tableUrn }) => tableUrn === urn).map(({ route }) => route),
    s3Endpoint: endpoints.find(({ tableUrns }) => tableUrns.includes(urn))?.endpoint,
  });
  const vpcs = new Map(
    reader.all(TYPE.vpc).flatMap((resource): [string, Vpc][] => {
      const { urn, name } = resource;
      reader.noteIfSet(resource, ...IPV6_OF_VPC);
      const range = reader.range(resource, "cidrBlock");
      return range === undefined ? [] : [[urn, { urn, name, range, main: table(urn, `the main table of ${name}`) }]];
    }),
  );
  const tables = new Map(
    reader.all(TYPE.routeTable).map((resource) => {
      reader.noteIfSet(resource, "routes", "propagatingVgws");
      return [resource.urn, table(resource.urn, resource.name)];
    }),
  );
  return {
    vpcs,
    subnets: readSubnets(reader, vpcs, tables),
    routes: routes.map(({ route }) => route),
  };
}

function readSubnets(
  reader: Reader,
  vpcs: ReadonlyMap<string, Vpc>,
  tables: ReadonlyMap<string, RouteTable>,
): ReadonlyMap<string, Subnet> {
  const associations = readAssociations(reader);
  return new Map(
    reader.all(TYPE.subnet).flatMap((resource): [string, Subnet][] => {
      const { urn, name, properties } = resource;
      reader.noteIfSet(resource, ...IPV6_OF_SUBNET);
      const range = reader.range(resource, "cidrBlock");
      const vpc = vpcs.get(reader.theOne(resource, "vpcId", TYPE.vpc)?.urn ?? "");
      const givesPublicAddress = reader.yesOrNo({ resource, properties }, "mapPublicIpOnLaunch") ?? false;
      if (range === undefined || vpc === undefined) return [];
      // A subnet without an association of its own uses the VPC's main table.
      const association = associations.get(urn);
      const table = tables.get(association?.tableUrn ?? "") ?? vpc.main;
      return [[urn, { urn, name, vpc, range, table, associations: association?.urns ?? [], givesPublicAddress }]];
    }),
  );
}

/** Which table a subnet uses, and what makes it so. */
interface Association {
  readonly tableUrn: string;
  readonly urns: readonly string[];
}

/** Associations by the subnet's URN. */
function readAssociations(reader: Reader): ReadonlyMap<string, Association> {
  const associations = new Map<string, Association>();
  for (const resource of reader.all(TYPE.association)) {
    reader.noteIfSet(resource, "gatewayId");
    const subnet = reader.theOne(resource, "subnetId", TYPE.subnet);
    const table = reader.theOne(resource, "routeTableId", TYPE.routeTable, TYPE.vpc);
    if (subnet === undefined || table === undefined) continue;
    if (associations.has(subnet.urn)) reader.note(resource, `${subnet.name} uses another route table already`);
    else associations.set(subnet.urn, { tableUrn: table.urn, urns: [resource.urn] });
  }
  return associations;
}

/** Routes with the tables that they are in; a VPC's URN stands for its main table. */
function readRoutes(reader: Reader): { readonly tableUrn: string; readonly route: Route }[] {
  const taken = new Set<string>();
  return reader.all(TYPE.route).flatMap((resource) => {
    const { urn, name, properties } = resource;
    const table = reader.theOne(resource, "routeTableId", TYPE.routeTable, TYPE.vpc);
    const others = OTHER_DESTINATIONS.filter((property) => properties[property] !== undefined);
    reader.noteIfSet(resource, ...others);
    const range = others.length > 0 ? undefined : reader.range(resource, "destinationCidrBlock");
    if (table === undefined || range === undefined) return [];
    const place = `${table.urn} ${range.text}`;
    if (taken.has(place)) {
      reader.note(resource, `${table.name} has another route to ${range.text}`);
      return [];
    }
    taken.add(place);
    return [{ tableUrn: table.urn, route: { urn, name, range, target: readTarget(reader, resource) } }];
  });
}

function readTarget(reader: Reader, resource: GraphResource): RouteTarget {
  const types = [TYPE.internetGateway, TYPE.natGateway, TYPE.instance];
  const [target] = ROUTE_TARGETS.flatMap((property) => reader.referred(resource, property, ...types));
  if (target === undefined) {
    reader.note(resource, "leads to something that is not modelled");
    return { kind: "elsewhere" };
  }
  const { urn, name } = target;
  if (target.type !== TYPE.internetGateway) return { kind: "station", urn, name };
  return { kind: "internetGateway", urn, name, vpcUrn: reader.theOne(target, "vpcId", TYPE.vpc)?.urn };
}

function readS3Endpoints(reader: Reader): { readonly tableUrns: readonly string[]; readonly endpoint: Endpoint }[] {
  return reader.all(TYPE.endpoint).flatMap((resource) => {
    const { urn, name } = resource;
    if (!isS3Endpoint(resource)) {
      reader.note(resource, "is not a gateway endpoint of S3, which is the only kind that is modelled");
      return [];
    }
    const tables = reader.those(resource, "routeTableIds", TYPE.routeTable, TYPE.vpc);
    return [{ tableUrns: tables.map((table) => table.urn), endpoint: { urn, name } }];
  });
}

/** Whether an endpoint is a gateway, as it is unless it says otherwise, to S3. */
export function isS3Endpoint({ properties: { serviceName, vpcEndpointType } }: GraphResource): boolean {
  const isGateway = vpcEndpointType === undefined || vpcEndpointType === "Gateway";
  return isGateway && typeof serviceName === "string" && serviceName.endsWith(".s3");
}

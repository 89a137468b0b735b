import type { GraphResource } from "../../graph";
import type { GatewayEndpoint, Route, RouteTable, RouteTarget, Subnet, Vpc } from "./model";
import type { Reader } from "./reader";
import { TYPE } from "./resource-types";

/** VPCs and subnets by URN, and the routes of all tables. */
interface Subnets {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly routes: readonly Route[];
}

const ROUTE_TARGETS: readonly string[] = ["gatewayId", "natGatewayId", "networkInterfaceId"];
const OTHER_DESTINATIONS: readonly string[] = ["destinationIpv6CidrBlock", "destinationPrefixListId"];
const IPV6_OF_VPC: readonly string[] = ["assignGeneratedIpv6CidrBlock", "ipv6CidrBlock", "ipv6IpamPoolId"];
const IPV6_OF_SUBNET: readonly string[] = ["assignIpv6AddressOnCreation", "ipv6CidrBlock", "ipv6Native"];

export function readSubnets(reader: Reader): Subnets {
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
      if (range === undefined) return [];
      return [[urn, { urn, name, range, mainTable: table(urn, `the main route table of ${name}`) }]];
    }),
  );
  const tables = new Map(
    reader.all(TYPE.routeTable).map((resource) => {
      reader.noteIfSet(resource, "routes", "propagatingVgws");
      return [resource.urn, table(resource.urn, resource.name)];
    }),
  );
  const associations = readAssociations(reader);
  const subnets = reader.all(TYPE.subnet).flatMap((resource): [string, Subnet][] => {
    const { urn, name, properties } = resource;
    reader.noteIfSet(resource, ...IPV6_OF_SUBNET);
    const range = reader.range(resource, "cidrBlock");
    const vpc = vpcs.get(reader.theOne(resource, "vpcId", TYPE.vpc)?.urn ?? "");
    const mapsPublicIpOnLaunch = reader.boolean({ resource, properties }, "mapPublicIpOnLaunch") ?? false;
    if (range === undefined || vpc === undefined) return [];
    const association = associations.get(urn);
    const routeTable = tables.get(association?.tableUrn ?? "") ?? vpc.mainTable;
    const urns = association?.urns ?? [];
    return [[urn, { urn, name, vpc, range, table: routeTable, associations: urns, mapsPublicIpOnLaunch }]];
  });
  return { vpcs, subnets: new Map(subnets), routes: routes.map(({ route }) => route) };
}

interface Association {
  readonly tableUrn: string;
  readonly urns: readonly string[];
}

function readAssociations(reader: Reader): ReadonlyMap<string, Association> {
  const associations = new Map<string, Association>();
  for (const resource of reader.all(TYPE.association)) {
    reader.noteIfSet(resource, "gatewayId");
    const subnet = reader.theOne(resource, "subnetId", TYPE.subnet);
    const table = reader.theOne(resource, "routeTableId", TYPE.routeTable, TYPE.vpc);
    if (subnet === undefined || table === undefined) continue;
    if (associations.has(subnet.urn)) reader.note(resource, `${subnet.name} already has a route table`);
    else associations.set(subnet.urn, { tableUrn: table.urn, urns: [resource.urn] });
  }
  return associations;
}

/** Routes with the URN of their table; a VPC's URN stands for its main table. */
function readRoutes(reader: Reader): { readonly tableUrn: string; readonly route: Route }[] {
  const seen = new Set<string>();
  return reader.all(TYPE.route).flatMap((resource) => {
    const { urn, name, properties } = resource;
    const table = reader.theOne(resource, "routeTableId", TYPE.routeTable, TYPE.vpc);
    const others = OTHER_DESTINATIONS.filter((property) => properties[property] !== undefined);
    reader.noteIfSet(resource, ...others);
    const range = others.length > 0 ? undefined : reader.range(resource, "destinationCidrBlock");
    if (table === undefined || range === undefined) return [];
    const key = `${table.urn} ${range.text}`;
    if (seen.has(key)) {
      reader.note(resource, `${table.name} already has a route to ${range.text}`);
      return [];
    }
    seen.add(key);
    return [{ tableUrn: table.urn, route: { urn, name, range, target: readTarget(reader, resource) } }];
  });
}

function readTarget(reader: Reader, resource: GraphResource): RouteTarget {
  const types = [TYPE.internetGateway, TYPE.natGateway, TYPE.instance];
  const [target] = ROUTE_TARGETS.flatMap((property) => reader.referred(resource, property, ...types));
  if (target === undefined) {
    reader.note(resource, "has an unsupported target");
    return { kind: "unsupported" };
  }
  const { urn, name } = target;
  if (target.type !== TYPE.internetGateway) return { kind: "node", urn, name };
  const vpc = reader.theOne(target, "vpcId", TYPE.vpc);
  return { kind: "internetGateway", urn, name, ...(vpc === undefined ? {} : { vpcUrn: vpc.urn }) };
}

function readS3Endpoints(
  reader: Reader,
): { readonly tableUrns: readonly string[]; readonly endpoint: GatewayEndpoint }[] {
  return reader.all(TYPE.vpcEndpoint).flatMap((resource) => {
    const { urn, name } = resource;
    if (!isS3Endpoint(resource)) {
      reader.note(resource, "is not an S3 gateway endpoint, the only supported kind");
      return [];
    }
    const tables = reader.those(resource, "routeTableIds", TYPE.routeTable, TYPE.vpc);
    return [{ tableUrns: tables.map((table) => table.urn), endpoint: { urn, name } }];
  });
}

export function isS3Endpoint({ properties: { serviceName, vpcEndpointType } }: GraphResource): boolean {
  // Gateway is the default type.
  const isGateway = vpcEndpointType === undefined || vpcEndpointType === "Gateway";
  return isGateway && typeof serviceName === "string" && serviceName.endsWith(".s3");
}

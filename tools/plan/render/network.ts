import { RESOURCE_TYPES, shortType, type RecordedResource, type Recording, type ResourceType } from "../../../offline";
import { wrap } from "./columns";
import { routeTarget } from "./details";
import { ResourceIndex } from "../resource-view";
import type { Page } from "./style";
import { words } from "../words";

export interface SubnetView {
  readonly resource: RecordedResource;
  /** Absent where the subnet has the main route table of the VPC. */
  readonly routeTable?: RecordedResource;
  readonly zone: string;
  /** Whether the default route targets an internet gateway. */
  readonly isPublic: boolean;
  readonly cidr: string;
  /** Resources with a network interface in the subnet. */
  readonly contents: readonly RecordedResource[];
  /** The target of the default route; absent without one. */
  readonly natTarget?: RecordedResource;
}

/** Types with a network interface in subnets; load balancers and groups come before instances. */
const PLACED_TYPES = Object.entries<ResourceType>(RESOURCE_TYPES)
  .flatMap(([type, { subnets }]) => (subnets === undefined ? [] : [[type, subnets] as const]))
  .reverse();

const TARGETS = ["gatewayId", "natGatewayId", "networkInterfaceId"] as const;

/** The subnets of a run by Availability Zone, public ones first. */
export function subnetViews({ resources }: Recording): SubnetView[] {
  const of = (type: string) => resources.filter((resource) => shortType(resource.type) === type);
  const defaults = of("aws.ec2.Route").filter(({ inputs }) => inputs.destinationCidrBlock === "0.0.0.0/0");
  const tables = of("aws.ec2.RouteTable");
  return of("aws.ec2.Subnet")
    .map((subnet): SubnetView => {
      const association = of("aws.ec2.RouteTableAssociation").find((one) => refers(one, "subnetId", subnet.urn));
      const [table] = association?.propertyDependencies.routeTableId ?? [];
      const route = defaults.find((one) => table !== undefined && refers(one, "routeTableId", table));
      const target = route === undefined ? undefined : targetOf(route, resources);
      const routeTable = tables.find(({ urn }) => urn === table);
      return {
        resource: subnet,
        ...(routeTable === undefined ? {} : { routeTable }),
        zone: words(subnet.inputs.availabilityZone ?? ""),
        isPublic: target !== undefined && shortType(target.type) === "aws.ec2.InternetGateway",
        cidr: words(subnet.inputs.cidrBlock ?? ""),
        contents: PLACED_TYPES.flatMap(([type, property]) =>
          of(type).filter((one) => refers(one, property, subnet.urn)),
        ),
        ...(target === undefined ? {} : { natTarget: target }),
      };
    })
    .toSorted((a, b) => (a.zone === b.zone ? Number(b.isPublic) - Number(a.isPublic) : a.zone < b.zone ? -1 : 1));
}

/** A route of a table, in words. */
export interface RouteView {
  readonly destination: string;
  readonly target: string;
}

/** The routes of a subnet's table, with those that AWS adds to it: the VPC's own, and those of gateway endpoints. */
export function routesOf({ resource, routeTable }: SubnetView, recording: Recording): RouteView[] {
  const index = new ResourceIndex(recording);
  const of = (type: string) => recording.resources.filter((one) => shortType(one.type) === type);
  const urn = routeTable?.urn ?? "";
  return [
    ...of("aws.ec2.Vpc")
      .filter((vpc) => refers(resource, "vpcId", vpc.urn))
      .map(({ inputs }) => ({ destination: words(inputs.cidrBlock ?? ""), target: "local" })),
    ...of("aws.ec2.Route")
      .filter((route) => refers(route, "routeTableId", urn))
      .map((route) => index.view(route))
      .map((view) => ({ destination: view.text("destinationCidrBlock") ?? "", target: routeTarget(view) })),
    ...of("aws.ec2.VpcEndpoint")
      .filter((endpoint) => refers(endpoint, "routeTableIds", urn))
      .map((endpoint) => ({
        destination: `prefix list ${index.view(endpoint).text("serviceName") ?? ""}`,
        target: index.nameOf(endpoint),
      })),
  ];
}

function targetOf(route: RecordedResource, resources: readonly RecordedResource[]): RecordedResource | undefined {
  const urns = TARGETS.flatMap((property) => route.propertyDependencies[property] ?? []);
  return resources.find(({ urn }) => urns.includes(urn));
}

function refers({ propertyDependencies }: RecordedResource, property: string, urn: string): boolean {
  return propertyDependencies[property]?.includes(urn) === true;
}

/** The width of the picture's frame: an indent of two, and a border and a space on each side. */
const FRAME = 6;

/** A picture of the network: the VPC, its Availability Zones, their subnets with contents and internet egress. */
export function networkPicture(recording: Recording, { width, paint }: Page): string[] {
  const index = new ResourceIndex(recording);
  const vpc = recording.resources.find(({ type }) => shortType(type) === "aws.ec2.Vpc");
  const subnets = subnetViews(recording);
  if (vpc === undefined || subnets.length === 0) return [];
  const title = `${index.nameOf(vpc)} ${words(vpc.inputs.cidrBlock ?? "")}`;
  const heads = subnets.map(({ isPublic, cidr }) => `  ${isPublic ? "public " : "private"}  ${cidr}  `);
  const indent = Math.max(...heads.map(({ length }) => length));
  const lines = subnets.flatMap((subnet, position) => [
    ...(subnet.zone === subnets[position - 1]?.zone ? [] : [subnet.zone]),
    ...subnetLines(subnet, index, heads[position]?.padEnd(indent) ?? "", width - FRAME),
  ]);
  const room = Math.max(title.length, ...lines.map(({ length }) => length));
  const border = (text: string): string => paint("dim", text);
  return [
    paint("bold", "network"),
    `${border("  ┌")} ${title} ${border(`${"─".repeat(room - title.length)}┐`)}`,
    ...lines.map((line) => `${border("  │")} ${line.padEnd(room)} ${border("│")}`),
    border(`  └${"─".repeat(room + 2)}┘`),
    "",
  ];
}

function subnetLines({ contents, natTarget }: SubnetView, index: ResourceIndex, head: string, room: number): string[] {
  const egress = natTarget === undefined ? "no internet egress" : `egress via ${index.nameOf(natTarget)}`;
  const [first = "", ...more] = wrap([...contents.map((one) => index.nameOf(one)), egress], room - head.length);
  return [head + first, ...more.map((line) => " ".repeat(head.length) + line)];
}

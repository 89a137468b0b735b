import type { Cidr } from "../../../lib/cidr";
import type { GraphResource } from "../../graph";
import type { Step } from "../reachability";
import { classesOf, usable } from "../sets/addresses";
import { readElasticIps } from "./addresses";
import { membershipOf, type Groups } from "./groups";
import { healthPortOf, readListeners } from "./listeners";
import type { Station, Subnet } from "./model";
import type { Places } from "./places";
import type { Part, Reader } from "./reader";
import { GROUP_TYPES } from "./rules";
import { TYPE } from "./types";

/** What is needed to read anything that stands in a subnet. */
export interface Ground {
  readonly reader: Reader;
  readonly places: Places;
  readonly groups: Groups;
  /** Ranges that rules and routes name. */
  readonly ranges: readonly Cidr[];
}

/** What all kinds of stations have. */
interface Standing {
  readonly subnets: readonly GraphResource[];
  readonly named: readonly GraphResource[];
  readonly publicAddress: (subnet: Subnet) => Step | undefined;
}

const PLAIN = { forwards: false, listeners: [], healthPort: undefined, behind: [] } as const;

/** Properties of a machine that put it somewhere else than its own do. */
const OTHER_INTERFACES: readonly string[] = [
  "networkInterfaces",
  "primaryNetworkInterface",
  "secondaryNetworkInterfaces",
];

/** Reads everything that sends or receives packets; what stands in no known subnet is noted and left out. */
export function readStations(ground: Ground): readonly Station[] {
  const { reader } = ground;
  const elasticIps = readElasticIps(reader);
  return [
    ...reader.all(TYPE.loadBalancer).map((resource) => readLoadBalancer(ground, resource)),
    ...reader.all(TYPE.scalingGroup).map((resource) => readScalingGroup(ground, resource)),
    ...reader.all(TYPE.instance).map((resource) => readInstance(ground, resource, elasticIps.get(resource.urn))),
    ...reader.all(TYPE.natGateway).map((resource) => readNatGateway(ground, resource)),
  ].filter(({ places }) => places.length > 0);
}

function readInstance(ground: Ground, resource: GraphResource, elasticIp: Step | undefined): Station {
  const { reader } = ground;
  const { urn, properties } = resource;
  const itself: Part = { resource, properties };
  reader.noteIfSet(resource, ...OTHER_INTERFACES, "securityGroups", "ipv6AddressCount", "ipv6Addresses");
  const atLaunch = launchAddress(reader, resource, itself);
  const balancers = reader
    .all(TYPE.loadBalancer)
    .filter((balancer) => reader.referred(balancer, "instances", TYPE.instance).some((server) => server.urn === urn));
  return {
    ...station(ground, resource, {
      subnets: reader.referred(resource, "subnetId", TYPE.subnet),
      named: reader.those(resource, "vpcSecurityGroupIds", ...GROUP_TYPES),
      publicAddress: (subnet) => elasticIp ?? atLaunch(subnet),
    }),
    kind: "machine",
    forwards: reader.yesOrNo(itself, "sourceDestCheck") === false,
    behind: balancers.map((balancer) => balancer.urn),
  };
}

function readScalingGroup(ground: Ground, resource: GraphResource): Station {
  const { reader } = ground;
  reader.noteIfSet(resource, "launchConfiguration", "mixedInstancesPolicy", "targetGroupArns", "trafficSources");
  const template = reader.theOne(resource, "launchTemplate", TYPE.template);
  const balancers = reader.those(resource, "loadBalancers", TYPE.loadBalancer);
  return {
    ...station(ground, resource, {
      subnets: reader.those(resource, "vpcZoneIdentifiers", TYPE.subnet),
      ...(template === undefined ? { named: [], publicAddress: () => undefined } : readTemplate(reader, template)),
    }),
    kind: "machines",
    behind: balancers.map(({ urn }) => urn),
  };
}

function readTemplate(reader: Reader, template: GraphResource): Pick<Standing, "named" | "publicAddress"> {
  const interfaces = reader.parts(template, "networkInterfaces");
  const [first] = interfaces;
  if (interfaces.length > 1) reader.note(template, "several networkInterfaces are not modelled");
  return {
    named: [
      ...reader.those(template, "vpcSecurityGroupIds", ...GROUP_TYPES),
      ...reader.referred(template, "networkInterfaces", ...GROUP_TYPES),
    ],
    publicAddress: launchAddress(reader, template, first),
  };
}

function readLoadBalancer(ground: Ground, resource: GraphResource): Station {
  const { reader } = ground;
  const { urn, name, properties } = resource;
  const internal = reader.yesOrNo({ resource, properties }, "internal") ?? false;
  const face: Step = { text: `${name} faces the internet`, resources: [urn] };
  return {
    ...station(ground, resource, {
      subnets: reader.those(resource, "subnets", TYPE.subnet),
      named: reader.those(resource, "securityGroups", ...GROUP_TYPES),
      publicAddress: () => (internal ? undefined : face),
    }),
    kind: "loadBalancer",
    listeners: readListeners(reader, resource),
    healthPort: healthPortOf(resource),
  };
}

function readNatGateway(ground: Ground, resource: GraphResource): Station {
  const { reader } = ground;
  const { urn, name, properties } = resource;
  const address: Step = { text: `${name} has a public address`, resources: [urn] };
  return {
    ...station(ground, resource, {
      subnets: reader.referred(resource, "subnetId", TYPE.subnet),
      named: [],
      publicAddress: () => (properties.connectivityType === "private" ? undefined : address),
    }),
    kind: "natGateway",
    groups: [],
    forwards: true,
  };
}

/** What all stations have; a place for every address of its subnets that makes a difference. */
function station(
  { reader, places, groups, ranges }: Ground,
  resource: GraphResource,
  { subnets, named, publicAddress }: Standing,
): Omit<Station, "kind"> {
  const { urn, name, type } = resource;
  const known = subnets.flatMap((subnet) => places.subnets.get(subnet.urn) ?? []);
  const [first] = known;
  if (first === undefined) reader.note(resource, "stands in no subnet of this stack");
  return {
    ...PLAIN,
    urn,
    name,
    type,
    groups: first === undefined ? [] : membershipOf(reader, groups, { named, vpcUrn: first.vpc.urn }),
    places: known.flatMap((subnet) =>
      classesOf([usable(subnet.range)], ranges).flatMap(({ spans }) =>
        spans.slice(0, 1).map(({ first: address }) => ({ subnet, address, publicAddress: publicAddress(subnet) })),
      ),
    ),
  };
}

/** Whether a machine gets a public address when it is launched: as it says itself, or else as its subnet does. */
function launchAddress(
  reader: Reader,
  resource: GraphResource,
  own: Part | undefined,
): (subnet: Subnet) => Step | undefined {
  const said = own === undefined ? undefined : reader.yesOrNo(own, "associatePublicIpAddress");
  return (subnet) => {
    const { urn, name } = said === undefined ? subnet : resource;
    return (said ?? subnet.givesPublicAddress)
      ? { text: `${name} asks for a public address at launch`, resources: [urn] }
      : undefined;
  };
}

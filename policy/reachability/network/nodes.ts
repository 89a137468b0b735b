import type { Cidr } from "../../../lib/cidr";
import { isObject, type GraphResource } from "../../graph";
import { assignableAddresses, classifyAddresses } from "../addresses";
import type { Step } from "../reachability";
import type { Listener, Node, Subnet } from "./model";
import { numberOf, type Part, type Reader } from "./reader";
import { TYPE } from "./resource-types";
import { effectiveGroups, GROUP_TYPES, type SecurityGroups } from "./security-groups";

interface Context {
  readonly reader: Reader;
  /** By URN. */
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly groups: SecurityGroups;
  readonly ranges: readonly Cidr[];
}

interface NodeParts {
  readonly subnets: readonly GraphResource[];
  readonly groups: readonly GraphResource[];
  readonly publicIp: (subnet: Subnet) => Step | undefined;
}

const DEFAULTS = { forwards: false, listeners: [], healthCheckPort: undefined, loadBalancers: [] } as const;

/** Properties that can move an instance to another subnet. */
const OTHER_INTERFACES: readonly string[] = [
  "networkInterfaces",
  "primaryNetworkInterface",
  "secondaryNetworkInterfaces",
];

/** Reads everything that sends or receives traffic; nodes in unknown subnets are noted and left out. */
export function readNodes(context: Context): readonly Node[] {
  const { reader } = context;
  const elasticIps = readElasticIps(reader);
  return [
    ...reader.all(TYPE.loadBalancer).map((resource) => readLoadBalancer(context, resource)),
    ...reader.all(TYPE.autoScalingGroup).map((resource) => readAutoScalingGroup(context, resource)),
    ...reader.all(TYPE.instance).map((resource) => readInstance(context, resource, elasticIps.get(resource.urn))),
    ...reader.all(TYPE.natGateway).map((resource) => readNatGateway(context, resource)),
  ].filter(({ placements }) => placements.length > 0);
}

function readInstance(context: Context, resource: GraphResource, elasticIp: Step | undefined): Node {
  const { reader } = context;
  const { urn, properties } = resource;
  const itself: Part = { resource, properties };
  reader.noteIfSet(resource, ...OTHER_INTERFACES, "securityGroups", "ipv6AddressCount", "ipv6Addresses");
  const atLaunch = publicIpAtLaunch(reader, resource, itself);
  const loadBalancers = reader
    .all(TYPE.loadBalancer)
    .filter((each) => reader.referred(each, "instances", TYPE.instance).some((instance) => instance.urn === urn));
  return {
    ...nodeOf(context, resource, {
      subnets: reader.referred(resource, "subnetId", TYPE.subnet),
      groups: reader.those(resource, "vpcSecurityGroupIds", ...GROUP_TYPES),
      publicIp: (subnet) => elasticIp ?? atLaunch(subnet),
    }),
    kind: "instance",
    forwards: reader.boolean(itself, "sourceDestCheck") === false,
    loadBalancers: loadBalancers.map((each) => each.urn),
  };
}

function readAutoScalingGroup(context: Context, resource: GraphResource): Node {
  const { reader } = context;
  reader.noteIfSet(resource, "launchConfiguration", "mixedInstancesPolicy", "targetGroupArns", "trafficSources");
  const template = reader.theOne(resource, "launchTemplate", TYPE.launchTemplate);
  return {
    ...nodeOf(context, resource, {
      subnets: reader.those(resource, "vpcZoneIdentifiers", TYPE.subnet),
      ...(template === undefined ? { groups: [], publicIp: () => undefined } : readTemplate(reader, template)),
    }),
    kind: "autoScalingGroup",
    loadBalancers: reader.those(resource, "loadBalancers", TYPE.loadBalancer).map(({ urn }) => urn),
  };
}

function readTemplate(reader: Reader, template: GraphResource): Pick<NodeParts, "groups" | "publicIp"> {
  const interfaces = reader.parts(template, "networkInterfaces");
  const [first] = interfaces;
  if (interfaces.length > 1) reader.note(template, "several networkInterfaces are not supported");
  return {
    groups: [
      ...reader.those(template, "vpcSecurityGroupIds", ...GROUP_TYPES),
      ...reader.referred(template, "networkInterfaces", ...GROUP_TYPES),
    ],
    publicIp: publicIpAtLaunch(reader, template, first),
  };
}

function readLoadBalancer(context: Context, resource: GraphResource): Node {
  const { reader } = context;
  const { urn, name, properties } = resource;
  const isInternal = reader.boolean({ resource, properties }, "internal") ?? false;
  const internetFacing: Step = { text: `${name} is internet-facing`, resources: [urn] };
  return {
    ...nodeOf(context, resource, {
      subnets: reader.those(resource, "subnets", TYPE.subnet),
      groups: reader.those(resource, "securityGroups", ...GROUP_TYPES),
      publicIp: () => (isInternal ? undefined : internetFacing),
    }),
    kind: "loadBalancer",
    listeners: readListeners(reader, resource),
    healthCheckPort: healthCheckPortOf(resource),
  };
}

function readListeners(reader: Reader, resource: GraphResource): readonly Listener[] {
  return reader.parts(resource, "listeners").flatMap(({ properties }) => {
    const [port, instancePort] = [numberOf(properties.lbPort), numberOf(properties.instancePort)];
    if (port === undefined || instancePort === undefined) {
      reader.note(resource, "listener ports are unknown");
      return [];
    }
    const protocol = (value: unknown): string => (typeof value === "string" ? value.toLowerCase() : "tcp");
    const { lbProtocol, instanceProtocol } = properties;
    return [{ protocol: protocol(lbProtocol), port, instanceProtocol: protocol(instanceProtocol), instancePort }];
  });
}

/** The port of a health check such as `HTTP:80/index.html`. */
function healthCheckPortOf({ properties: { healthCheck } }: GraphResource): number | undefined {
  const target = isObject(healthCheck) ? healthCheck.target : undefined;
  return typeof target === "string" ? numberOf(/^\w+:(?<port>\d+)/.exec(target)?.groups?.port) : undefined;
}

function readNatGateway(context: Context, resource: GraphResource): Node {
  const { urn, name, properties } = resource;
  const publicIp: Step = { text: `${name} has a public IP address`, resources: [urn] };
  return {
    ...nodeOf(context, resource, {
      subnets: context.reader.referred(resource, "subnetId", TYPE.subnet),
      groups: [],
      publicIp: () => (properties.connectivityType === "private" ? undefined : publicIp),
    }),
    kind: "natGateway",
    groups: [],
    forwards: true,
  };
}

/** A node with a placement for every address class of its subnets. */
function nodeOf(
  { reader, subnets, groups, ranges }: Context,
  resource: GraphResource,
  parts: NodeParts,
): Omit<Node, "kind"> {
  const { urn, name, type } = resource;
  const known = parts.subnets.flatMap((subnet) => subnets.get(subnet.urn) ?? []);
  const [first] = known;
  if (first === undefined) reader.note(resource, "is in no subnet of this stack");
  return {
    ...DEFAULTS,
    urn,
    name,
    type,
    groups: first === undefined ? [] : effectiveGroups(reader, groups, parts.groups, first.vpc.urn),
    placements: known.flatMap((subnet) =>
      classifyAddresses([assignableAddresses(subnet.range)], ranges).flatMap(({ intervals }) =>
        intervals.slice(0, 1).map(({ first: address }) => ({ subnet, address, publicIp: parts.publicIp(subnet) })),
      ),
    ),
  };
}

/** The instance's or template's own setting overrides that of its subnet. */
function publicIpAtLaunch(
  reader: Reader,
  resource: GraphResource,
  part: Part | undefined,
): (subnet: Subnet) => Step | undefined {
  const own = part === undefined ? undefined : reader.boolean(part, "associatePublicIpAddress");
  return (subnet) => {
    const { urn, name } = own === undefined ? subnet : resource;
    return (own ?? subnet.mapsPublicIpOnLaunch)
      ? { text: `${name} assigns a public IP address at launch`, resources: [urn] }
      : undefined;
  };
}

function readElasticIps(reader: Reader): ReadonlyMap<string, Step> {
  const instancesOf = (resource: GraphResource, ...properties: readonly string[]): readonly GraphResource[] =>
    properties.flatMap((property) => reader.referred(resource, property, TYPE.instance));
  const associations = reader.all(TYPE.elasticIpAssociation).map((resource) => {
    const instances = instancesOf(resource, "networkInterfaceId", "instanceId");
    if (instances.length === 0) reader.note(resource, "is associated with a resource outside this stack");
    return { resource, instances, kind: "association" };
  });
  const elasticIps = reader
    .all(TYPE.elasticIp)
    .map((resource) => ({
      resource,
      instances: instancesOf(resource, "networkInterface", "instance"),
      kind: "Elastic IP",
    }));
  return new Map(
    [...associations, ...elasticIps].flatMap(({ resource, instances, kind }) =>
      instances.map(({ urn, name }): [string, Step] => [
        urn,
        { text: `${kind} ${resource.name} gives ${name} a public IP address`, resources: [resource.urn] },
      ]),
    ),
  );
}

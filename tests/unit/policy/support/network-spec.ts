import type { Graph, GraphResource } from "../../../../policy/graph";
import { GraphBuilder, type PeerOf } from "./graph-builder";

/** A small network as plain data: the analysis gets its graph, and the simulation sends packets through it. */
export interface NetworkSpec {
  readonly tables: readonly TableSpec[];
  readonly subnets: readonly SubnetSpec[];
  readonly groups: readonly GroupSpec[];
  readonly instances: readonly InstanceSpec[];
  readonly natGateways: readonly { readonly subnet: number }[];
  readonly autoScalingGroups: readonly AutoScalingGroupSpec[];
  readonly loadBalancers: readonly LoadBalancerSpec[];
}

export interface TableSpec {
  readonly vpc: number;
  readonly routes: readonly { readonly range: string; readonly to: TargetSpec }[];
  readonly hasS3Endpoint: boolean;
}

/** The VPC's internet gateway, or an instance or NAT gateway by its index. */
export type TargetSpec = "internet" | { readonly instance: number } | { readonly natGateway: number };

interface SubnetSpec {
  readonly vpc: number;
  readonly range: string;
  /** Absent: it uses the main table. */
  readonly table: number | undefined;
  readonly mapsPublicIps: boolean;
}

export interface GroupSpec {
  readonly in: readonly RuleSpec[];
  readonly out: readonly RuleSpec[];
}

export interface RuleSpec {
  readonly protocol: string;
  readonly ports: readonly [number, number] | undefined;
  readonly peer: PeerSpec;
}

export type PeerSpec =
  { readonly range: string } | { readonly ipv6: string } | { readonly group: number } | { readonly s3: true };

interface InstanceSpec {
  readonly subnet: number;
  readonly groups: readonly number[];
  readonly elasticIp: boolean;
  readonly forwards: boolean;
}

export interface AutoScalingGroupSpec {
  readonly subnets: readonly number[];
  readonly groups: readonly number[];
  /** Undefined: the subnet decides. */
  readonly associatesPublicIp: boolean | undefined;
  readonly loadBalancers: readonly number[];
}

export interface LoadBalancerSpec {
  readonly subnets: readonly number[];
  readonly groups: readonly number[];
  readonly internal: boolean;
  /** Ports of the listeners, each with its instance port. */
  readonly ports: readonly (readonly [number, number])[];
  readonly healthPort: number;
}

/** The ranges of the two VPCs of every spec. */
export const VPC_RANGES: readonly string[] = ["10.0.0.0/16", "10.1.0.0/16"];

/** The graph of a network; resources are named by kind and index, such as `instance-0`. */
export function graphOf(spec: NetworkSpec): Graph {
  const builder = new GraphBuilder();
  const vpcs = VPC_RANGES.map((range, index) => builder.vpc(`vpc-${index}`, range));
  const gateways = vpcs.map((vpc, index) => builder.internetGateway(vpc, `igw-${index}`));
  const tables = spec.tables.map(({ vpc }, index) => builder.routeTable(`table-${index}`, vpcs[vpc]!));
  const withS3 = spec.tables.flatMap(({ hasS3Endpoint }, index) => (hasS3Endpoint ? [tables[index]!] : []));
  const s3 = builder.s3Endpoint(vpcs[0]!, withS3);
  const subnets = spec.subnets.map(({ vpc, range, table, mapsPublicIps }, index) => {
    const properties = { cidrBlock: range, mapPublicIpOnLaunch: mapsPublicIps };
    const subnet = builder.add("aws.ec2.Subnet", `subnet-${index}`, properties, { vpcId: vpcs[vpc]! });
    if (table !== undefined) builder.associate(subnet, tables[table]!);
    return subnet;
  });
  const groups = spec.groups.map((_, index) => builder.securityGroup(`group-${index}`, vpcs[0]!));
  const some = (all: readonly GraphResource[], wanted: readonly number[]) => wanted.map((index) => all[index]!);
  const instances = spec.instances.map(({ subnet, groups: of, forwards, elasticIp }, index) => {
    const properties = { sourceDestCheck: !forwards };
    const instance = builder.instance(`instance-${index}`, subnets[subnet]!, some(groups, of), properties);
    if (elasticIp) builder.elasticIp(instance);
    return instance;
  });
  const natGateways = spec.natGateways.map(({ subnet }, index) => builder.natGateway(`nat-${index}`, subnets[subnet]!));
  const loadBalancers = spec.loadBalancers.map(({ subnets: of, groups: members, internal, ports, healthPort }, index) =>
    builder.loadBalancer(`elb-${index}`, some(subnets, of), {
      groups: some(groups, members),
      ports,
      properties: { internal, healthCheck: { target: `TCP:${healthPort}` } },
    }),
  );
  spec.autoScalingGroups.forEach((autoScalingGroup, index) =>
    builder.autoScalingGroup(`asg-${index}`, some(subnets, autoScalingGroup.subnets), {
      groups: some(groups, autoScalingGroup.groups),
      loadBalancers: some(loadBalancers, autoScalingGroup.loadBalancers),
      properties:
        autoScalingGroup.associatesPublicIp === undefined
          ? {}
          : { associatePublicIpAddress: String(autoScalingGroup.associatesPublicIp) },
    }),
  );
  spec.tables.forEach(({ vpc, routes }, index) => {
    for (const { range, to } of routes) {
      const target =
        to === "internet" ? gateways[vpc]! : "instance" in to ? instances[to.instance]! : natGateways[to.natGateway]!;
      builder.route(tables[index]!, range, target);
    }
  });
  const peerOf = (peer: PeerSpec): PeerOf => {
    if ("s3" in peer) return { s3 };
    return "group" in peer ? { group: groups[peer.group]! } : peer;
  };
  spec.groups.forEach((group, index) => {
    const what = ({ protocol, ports }: RuleSpec) => ({ protocol, ...(ports === undefined ? {} : { ports }) });
    for (const rule of group.in) builder.ingress(groups[index]!, peerOf(rule.peer), what(rule));
    for (const rule of group.out) builder.egress(groups[index]!, peerOf(rule.peer), what(rule));
  });
  return builder.graph();
}

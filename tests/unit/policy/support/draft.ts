import type { Graph, GraphResource } from "../../../../policy/graph";
import { Sketch, type PeerOf } from "./sketch";

/** A small network as plain data, from which a graph is drawn and through which packets are sent. */
export interface Draft {
  readonly tables: readonly DraftTable[];
  readonly subnets: readonly DraftSubnet[];
  readonly groups: readonly DraftGroup[];
  readonly machines: readonly DraftMachine[];
  readonly natGateways: readonly { readonly subnet: number }[];
  readonly fleets: readonly DraftFleet[];
  readonly balancers: readonly DraftBalancer[];
}

export interface DraftTable {
  readonly vpc: number;
  readonly routes: readonly { readonly range: string; readonly to: DraftTarget }[];
  readonly leadsToS3: boolean;
}

/** The VPC's internet gateway, or a machine or NAT gateway by its place in the draft. */
export type DraftTarget = "internet" | { readonly machine: number } | { readonly natGateway: number };

export interface DraftSubnet {
  /** In which of the two VPCs it is. */
  readonly vpc: number;
  readonly range: string;
  /** Absent: it uses the main table. */
  readonly table: number | undefined;
  readonly givesPublicAddresses: boolean;
}

export interface DraftGroup {
  readonly in: readonly DraftRule[];
  readonly out: readonly DraftRule[];
}

export interface DraftRule {
  readonly protocol: string;
  readonly ports: readonly [number, number] | undefined;
  readonly peer: DraftPeer;
}

export type DraftPeer =
  { readonly range: string } | { readonly ipv6: string } | { readonly group: number } | { readonly s3: true };

export interface DraftMachine {
  readonly subnet: number;
  readonly groups: readonly number[];
  readonly elasticIp: boolean;
  readonly forwards: boolean;
}

export interface DraftFleet {
  readonly subnets: readonly number[];
  readonly groups: readonly number[];
  /** What its launch template says; absent: nothing. */
  readonly asksForPublicAddress: boolean | undefined;
  readonly balancers: readonly number[];
}

export interface DraftBalancer {
  readonly subnets: readonly number[];
  readonly groups: readonly number[];
  readonly internal: boolean;
  /** Ports of the listeners, each with its servers'. */
  readonly ports: readonly (readonly [number, number])[];
  readonly healthPort: number;
}

/** The ranges of the two VPCs of every draft. */
export const VPC_RANGES: readonly string[] = ["10.0.0.0/16", "10.1.0.0/16"];

/** Draws the graph of a draft: things are called by their kind and place, such as `machine-0`. */
export function graphOf(draft: Draft): Graph {
  const sketch = new Sketch();
  const vpcs = VPC_RANGES.map((range, index) => sketch.vpc(`vpc-${index}`, range));
  const gateways = vpcs.map((vpc, index) => sketch.gateway(vpc, `igw-${index}`));
  const tables = draft.tables.map(({ vpc }, index) => sketch.table(`table-${index}`, at(vpcs, vpc)));
  const withS3 = draft.tables.flatMap(({ leadsToS3 }, index) => (leadsToS3 ? [at(tables, index)] : []));
  const s3 = sketch.s3(at(vpcs, 0), withS3);
  const subnets = draft.subnets.map(({ vpc, range, table, givesPublicAddresses }, index) => {
    const properties = { cidrBlock: range, mapPublicIpOnLaunch: givesPublicAddresses };
    const subnet = sketch.add("aws.ec2.Subnet", `subnet-${index}`, properties, { vpcId: at(vpcs, vpc) });
    if (table !== undefined) sketch.associate(subnet, at(tables, table));
    return subnet;
  });
  const groups = draft.groups.map((_, index) => sketch.group(`group-${index}`, at(vpcs, 0)));
  const some = (all: readonly GraphResource[], wanted: readonly number[]) => wanted.map((index) => at(all, index));
  const machines = draft.machines.map(({ subnet, groups: of, forwards, elasticIp }, index) => {
    const properties = { sourceDestCheck: !forwards };
    const machine = sketch.machine(`machine-${index}`, at(subnets, subnet), some(groups, of), properties);
    if (elasticIp) sketch.elasticIp(machine);
    return machine;
  });
  const natGateways = draft.natGateways.map(({ subnet }, index) =>
    sketch.natGateway(`nat-${index}`, at(subnets, subnet)),
  );
  const balancers = draft.balancers.map(({ subnets: of, groups: members, internal, ports, healthPort }, index) =>
    sketch.balancer(`balancer-${index}`, some(subnets, of), {
      groups: some(groups, members),
      ports,
      properties: { internal, healthCheck: { target: `TCP:${healthPort}` } },
    }),
  );
  draft.fleets.forEach((fleet, index) =>
    sketch.machines(`fleet-${index}`, some(subnets, fleet.subnets), {
      groups: some(groups, fleet.groups),
      balancers: some(balancers, fleet.balancers),
      properties:
        fleet.asksForPublicAddress === undefined
          ? {}
          : { associatePublicIpAddress: String(fleet.asksForPublicAddress) },
    }),
  );
  draft.tables.forEach(({ vpc, routes }, index) => {
    for (const { range, to } of routes) {
      const target =
        to === "internet"
          ? at(gateways, vpc)
          : "machine" in to
            ? at(machines, to.machine)
            : at(natGateways, to.natGateway);
      sketch.route(at(tables, index), range, target);
    }
  });
  const peerOf = (peer: DraftPeer): PeerOf => {
    if ("s3" in peer) return { s3 };
    return "group" in peer ? { group: at(groups, peer.group) } : peer;
  };
  draft.groups.forEach((group, index) => {
    const what = ({ protocol, ports }: DraftRule) => ({ protocol, ...(ports === undefined ? {} : { ports }) });
    for (const rule of group.in) sketch.in(at(groups, index), peerOf(rule.peer), what(rule));
    for (const rule of group.out) sketch.out(at(groups, index), peerOf(rule.peer), what(rule));
  });
  return sketch.graph();
}

function at<T>(all: readonly T[], index: number): T {
  const found = all[index];
  if (found === undefined) throw new Error(`the draft has no number ${index}`);
  return found;
}

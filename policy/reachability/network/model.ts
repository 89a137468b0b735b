import type { Cidr } from "../../../lib/cidr";
import type { Step } from "../reachability";
import type { Traffic } from "../traffic";

export interface Vpc {
  readonly urn: string;
  readonly name: string;
  readonly range: Cidr;
  /** The table of subnets without an association. */
  readonly mainTable: RouteTable;
}

export interface Subnet {
  readonly urn: string;
  readonly name: string;
  readonly vpc: Vpc;
  readonly range: Cidr;
  readonly table: RouteTable;
  /** URNs of the associations; empty: the subnet uses the VPC's main table. */
  readonly associations: readonly string[];
  readonly mapsPublicIpOnLaunch: boolean;
}

/** A route table without its local route. */
export interface RouteTable {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly s3Endpoint: GatewayEndpoint | undefined;
}

export interface GatewayEndpoint {
  readonly urn: string;
  readonly name: string;
}

export interface Route {
  readonly urn: string;
  readonly name: string;
  readonly range: Cidr;
  readonly target: RouteTarget;
}

export type RouteTarget =
  | { readonly kind: "internetGateway"; readonly urn: string; readonly name: string; readonly vpcUrn?: string }
  | { readonly kind: "node"; readonly urn: string; readonly name: string }
  | { readonly kind: "unsupported" };

export interface SecurityGroup {
  /** The URN; for a VPC's default group the URN of the VPC. */
  readonly key: string;
  readonly name: string;
  readonly ingress: readonly SecurityGroupRule[];
  readonly egress: readonly SecurityGroupRule[];
}

export interface SecurityGroupRule {
  readonly traffic: Traffic;
  readonly peer: Peer;
  readonly step: Step;
}

/** The source of an ingress rule or the destination of an egress rule. */
export type Peer =
  | {
      readonly kind: "range";
      readonly range: Cidr;
      /** Name of the rule if its range is secret. */ readonly secretOf?: string;
    }
  | { readonly kind: "group"; readonly key: string }
  | { readonly kind: "s3" };

/** Something that sends or receives traffic; the instances of an Auto Scaling group are one node. */
export interface Node {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly kind: "instance" | "autoScalingGroup" | "loadBalancer" | "natGateway";
  readonly groups: readonly SecurityGroup[];
  readonly placements: readonly Placement[];
  /** Whether it can forward traffic: a NAT gateway, or an instance without source/destination check. */
  readonly forwards: boolean;
  readonly listeners: readonly Listener[];
  readonly healthCheckPort: number | undefined;
  /** URNs of the load balancers that it is registered with. */
  readonly loadBalancers: readonly string[];
}

/** Where a node can be: a subnet, and addresses of it that no rule and no route distinguishes. */
export interface Placement {
  readonly subnet: Subnet;
  readonly address: number;
  /** Why it has a public IP address; undefined: it has none. */
  readonly publicIp: Step | undefined;
}

export interface Listener {
  readonly protocol: string;
  readonly port: number;
  readonly instanceProtocol: string;
  readonly instancePort: number;
}

export interface Network {
  readonly nodes: readonly Node[];
  readonly vpcs: readonly Vpc[];
  readonly routeTargets: ReadonlySet<string>;
  readonly ranges: readonly Cidr[];
  /** Names of the rules with a secret range, by its text. */
  readonly secretRanges: ReadonlyMap<string, string>;
  readonly hasS3Endpoint: boolean;
}

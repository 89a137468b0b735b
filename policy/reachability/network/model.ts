import type { Cidr } from "../../../lib/cidr";
import type { Step } from "../reachability";
import type { Traffic } from "../sets/traffic";

/** A VPC. */
export interface Vpc {
  readonly urn: string;
  readonly name: string;
  readonly range: Cidr;
  /** Routes of subnets that have no table of their own. */
  readonly main: RouteTable;
}

/** A subnet. */
export interface Subnet {
  readonly urn: string;
  readonly name: string;
  readonly vpc: Vpc;
  readonly range: Cidr;
  readonly table: RouteTable;
  /** URNs of what gives it its table; none: it uses the VPC's main table. */
  readonly associations: readonly string[];
  /** Whether a machine gets a public address at launch unless it says otherwise. */
  readonly givesPublicAddress: boolean;
}

/** A route table. The route that every table has, to the VPC itself, is left out. */
export interface RouteTable {
  readonly name: string;
  readonly routes: readonly Route[];
  /** The gateway endpoint by which packets go to S3. */
  readonly s3Endpoint: Endpoint | undefined;
}

/** A gateway endpoint. */
export interface Endpoint {
  readonly urn: string;
  readonly name: string;
}

/** A route. */
export interface Route {
  readonly urn: string;
  readonly name: string;
  readonly range: Cidr;
  readonly target: RouteTarget;
}

/** Where a route leads. */
export type RouteTarget =
  | {
      readonly kind: "internetGateway";
      readonly urn: string;
      readonly name: string;
      readonly vpcUrn: string | undefined;
    }
  | { readonly kind: "station"; readonly urn: string; readonly name: string }
  | { readonly kind: "elsewhere" };

/** A security group. */
export interface Group {
  /** Tells groups apart: the URN, or for a VPC's default group the VPC's. */
  readonly key: string;
  readonly name: string;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/** One permission of a security group. */
export interface Rule {
  readonly traffic: Traffic;
  readonly peer: Peer;
  /** What a proof says of it. */
  readonly step: Step;
}

/** The other end that a rule speaks of. */
export type Peer =
  | {
      readonly kind: "range";
      readonly range: Cidr;
      /** Name of the rule, where the range must not be shown. */
      readonly secretOf?: string;
    }
  | { readonly kind: "group"; readonly key: string }
  | { readonly kind: "s3" };

/** What sends or receives packets in the network; several machines that are alike are one. */
export interface Station {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly kind: "machine" | "machines" | "loadBalancer" | "natGateway";
  readonly groups: readonly Group[];
  readonly places: readonly Place[];
  /** Whether it may take packets that are for others and send them on. */
  readonly forwards: boolean;
  /** Of a load balancer; otherwise empty. */
  readonly listeners: readonly Listener[];
  /** TCP port at which a load balancer looks whether its servers are well. */
  readonly healthPort: number | undefined;
  /** URNs of the load balancers that send to it. */
  readonly behind: readonly string[];
}

/** Where one of a station's machines may stand: a subnet, and addresses of it that rules and routes do not tell apart. */
export interface Place {
  readonly subnet: Subnet;
  /** One of the addresses. */
  readonly address: number;
  /** Why it can be reached from the internet, as far as addresses go; undefined: it has no public address. */
  readonly publicAddress: Step | undefined;
}

/** A listener of a load balancer. */
export interface Listener {
  readonly protocol: string;
  readonly port: number;
  readonly serverProtocol: string;
  readonly serverPort: number;
}

/** All that the analysis knows of a stack. */
export interface Network {
  readonly stations: readonly Station[];
  readonly vpcs: readonly Vpc[];
  /** URNs of all that routes lead to. */
  readonly routeTargets: ReadonlySet<string>;
  /** Ranges that rules and routes name. */
  readonly ranges: readonly Cidr[];
  /** Ranges that must not be shown, by text, with the rule that is to be named instead. */
  readonly secretRanges: ReadonlyMap<string, string>;
  /** Whether packets to S3 are told from others anywhere. */
  readonly knowsS3: boolean;
}

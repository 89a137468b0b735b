/**
 * The resources of the emulator that Linux imitates, as AWS describes them now. Addresses are plain IPv4 addresses; CIDR
 * blocks are in the API's notation.
 */
export interface Cloud {
  readonly region: string;
  /** The VPC whose instances run here; undefined: none exists. */
  readonly vpc: { readonly id: string; readonly cidr: string } | undefined;
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  readonly securityGroups: readonly SecurityGroup[];
  /** Not the terminated ones. */
  readonly instances: readonly Instance[];
  /** The available ones. */
  readonly natGateways: readonly NatGateway[];
  readonly loadBalancers: readonly LoadBalancer[];
}

export interface Subnet {
  readonly id: string;
  readonly cidr: string;
  readonly zone: string;
  /** Its own route table, or the VPC's main one. */
  readonly routeTableId: string;
}

export interface RouteTable {
  readonly id: string;
  readonly routes: readonly Route[];
}

/** Without the VPC's local route. */
export interface Route {
  /** A prefix list is replaced by a route for each of its blocks. */
  readonly destination: string;
  readonly target:
    | { readonly kind: "internet-gateway" | "vpc-endpoint" }
    /** `id` is that of the instance or the NAT gateway. */
    | { readonly kind: "instance" | "nat-gateway"; readonly id: string };
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly ingress: readonly SecurityGroupRule[];
  readonly egress: readonly SecurityGroupRule[];
}

export interface SecurityGroupRule {
  /** `tcp`, `udp`, `icmp`, another protocol's number, or `-1` for all. */
  readonly protocol: string;
  /** Ports from and to; for ICMP the type and the code, -1 for any. */
  readonly from: number;
  readonly to: number;
  /** The other side: blocks (those of prefix lists included) and security groups. */
  readonly cidrs: readonly string[];
  readonly groupIds: readonly string[];
}

export interface Instance {
  readonly id: string;
  readonly state: "pending" | "running" | "stopping" | "stopped";
  readonly name: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly privateAddress: string;
  /** An Elastic IP or the public address of the subnet. */
  readonly publicAddress: string | undefined;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  readonly sourceDestCheck: boolean;
  readonly keyName: string | undefined;
  /** ARN of the instance profile. */
  readonly instanceProfile: string | undefined;
  readonly launchedAt: string;
}

export interface NatGateway {
  readonly id: string;
  readonly subnetId: string;
  readonly privateAddress: string;
  readonly publicAddress: string;
}

export interface LoadBalancer {
  readonly name: string;
  readonly dnsName: string;
  /** AWS runs a node of the load balancer in each of its subnets. */
  readonly nodes: readonly LoadBalancerNode[];
  readonly securityGroupIds: readonly string[];
  readonly listeners: readonly Listener[];
  readonly healthCheck: HealthCheck;
  readonly instanceIds: readonly string[];
  readonly isCrossZone: boolean;
  /** Seconds; undefined: connection draining is off. */
  readonly drainingTimeout: number | undefined;
  /** Seconds. */
  readonly idleTimeout: number;
}

export interface LoadBalancerNode {
  readonly subnetId: string;
  readonly privateAddress: string;
  readonly publicAddress: string;
}

export interface Listener {
  readonly protocol: "HTTP" | "HTTPS" | "TCP" | "SSL";
  readonly port: number;
  readonly instanceProtocol: "HTTP" | "HTTPS" | "TCP" | "SSL";
  readonly instancePort: number;
  /** ARN of a server certificate. */
  readonly certificateArn: string | undefined;
  /** Seconds for which the load balancer's cookie keeps a visitor on an instance; @default it sends none */
  readonly stickySeconds?: number | undefined;
}

/** Times in seconds. */
export interface HealthCheck {
  /** `HTTP:80/index.html`, `TCP:22`, … */
  readonly target: string;
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/**
 * A network interface in the VPC: an instance's, a NAT gateway's, a load balancer node's. Its network namespace has the name
 * `id`, with the interface `ens5`.
 */
export interface NetworkInterface {
  /** `i-…`, `nat-…`, or `elb-NAME-SUBNET` as `nodeId` makes it. */
  readonly id: string;
  readonly privateAddress: string;
  readonly publicAddress: string | undefined;
  readonly subnetId: string;
  /** Undefined for a NAT gateway, which has none. */
  readonly securityGroupIds: readonly string[] | undefined;
  readonly sourceDestCheck: boolean;
}

/** The network namespace of a load balancer's node. */
export function nodeId(
  loadBalancer: Pick<LoadBalancer, "name">,
  { subnetId }: Pick<LoadBalancerNode, "subnetId">,
): string {
  return `elb-${loadBalancer.name}-${subnetId}`;
}

/** The network interfaces that exist: those of stopped instances do, with no machine behind them. */
export function networkInterfaces(cloud: Cloud): NetworkInterface[] {
  return [
    ...cloud.instances,
    ...cloud.natGateways.map((gateway) => ({ ...gateway, securityGroupIds: undefined, sourceDestCheck: false })),
    ...cloud.loadBalancers.flatMap((balancer) =>
      balancer.nodes.map((node) => ({
        ...node,
        id: nodeId(balancer, node),
        securityGroupIds: balancer.securityGroupIds,
        sourceDestCheck: true,
      })),
    ),
  ];
}

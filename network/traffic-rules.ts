import type { LoadBalancerSettings } from "../config";

/** Components with a security group. */
export type Role = "loadBalancer" | "web" | "bastion" | "nat";

/** Address ranges and prefix lists. */
type AddressRange = "internet" | "adminCidrs" | "privateSubnets" | "s3";

export type Endpoint = Role | AddressRange;

/** A protocol with its port, or for ICMP its type and code. */
export interface Traffic {
  /** Part of rule descriptions. */
  readonly label: string;
  readonly protocol: "tcp" | "icmp";
  readonly fromPort: number;
  readonly toPort: number;
}

export interface TrafficRule {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly traffic: readonly Traffic[];
}

export interface TrafficRulesArgs {
  readonly loadBalancer: Pick<LoadBalancerSettings, "http" | "https">;
  readonly bastion: { readonly enabled: boolean };
  readonly nat: { readonly hasSecurityGroup: boolean; readonly hasInternetEgress: boolean };
}

const HTTP: Traffic = { label: "HTTP", protocol: "tcp", fromPort: 80, toPort: 80 };
const HTTPS: Traffic = { label: "HTTPS", protocol: "tcp", fromPort: 443, toPort: 443 };
const SSH: Traffic = { label: "SSH", protocol: "tcp", fromPort: 22, toPort: 22 };
/** ICMP echo request: type 8, code 0. Security groups are stateful, so the reply needs no rule. */
const PING: Traffic = { label: "ping", protocol: "icmp", fromPort: 8, toPort: 0 };

/** All permitted traffic. Every security group rule comes from this table, and everything else is blocked. */
export function trafficRules({ loadBalancer, bastion, nat }: TrafficRulesArgs): readonly TrafficRule[] {
  const web = [HTTP, HTTPS];
  const webMaySend = [...web, PING];
  const listeners = [...(loadBalancer.http === "off" ? [] : [HTTP]), ...(loadBalancer.https ? [HTTPS] : [])];
  const rules: TrafficRule[] = [
    { from: "internet", to: "loadBalancer", traffic: listeners },
    { from: "loadBalancer", to: "web", traffic: [HTTP] },
    { from: "bastion", to: "web", traffic: [SSH] },
    { from: "bastion", to: "nat", traffic: [SSH] },
    { from: "adminCidrs", to: "bastion", traffic: [SSH] },
    nat.hasInternetEgress
      ? { from: "web", to: "internet", traffic: webMaySend }
      : // S3 does not answer pings.
        { from: "web", to: "s3", traffic: web },
    { from: "privateSubnets", to: "nat", traffic: webMaySend },
    { from: "bastion", to: "internet", traffic: web },
    { from: "nat", to: "internet", traffic: webMaySend },
  ];
  const absent: Endpoint[] = [
    ...(bastion.enabled ? [] : ["bastion" as const]),
    ...(nat.hasSecurityGroup ? [] : ["nat" as const]),
  ];
  return rules.filter(({ from, to }) => !absent.includes(from) && !absent.includes(to));
}

const ROLES: readonly Endpoint[] = ["loadBalancer", "web", "bastion", "nat"] satisfies Role[];

export function isRole(endpoint: Endpoint): endpoint is Role {
  return ROLES.includes(endpoint);
}

export function rolesOf(rules: readonly TrafficRule[]): readonly Role[] {
  return [...new Set(rules.flatMap(({ from, to }) => [from, to]))].filter(isRole);
}

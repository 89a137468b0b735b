import type { HttpMode } from "../config";

/** Things with a security group of their own. */
export type Role = "loadBalancer" | "web" | "bastion" | "nat";

/** Places that no security group stands for. */
export type Range = "anyone" | "adminCidrs" | "privateSubnets" | "s3";

/** Either end of a permission. */
export type Place = Role | Range;

/** What may be sent: a protocol with its port, or for ICMP its type and code. */
export interface Traffic {
  /** What people call it; part of rule descriptions. */
  readonly label: string;
  readonly protocol: "tcp" | "icmp";
  readonly fromPort: number;
  readonly toPort: number;
}

/** One line of the access table: who may open a connection to whom. */
export interface Access {
  readonly from: Place;
  readonly to: Place;
  readonly traffic: readonly Traffic[];
}

/** What the access table depends on. */
export interface TrafficDecisions {
  readonly http: HttpMode;
  readonly https: boolean;
  readonly bastion: boolean;
  /** Whether the NAT is a machine with a security group. */
  readonly natHasSecurityGroup: boolean;
  /** Whether private subnets reach the internet at all. */
  readonly natHasInternetEgress: boolean;
}

export const HTTP: Traffic = { label: "HTTP", protocol: "tcp", fromPort: 80, toPort: 80 };
export const HTTPS: Traffic = { label: "HTTPS", protocol: "tcp", fromPort: 443, toPort: 443 };
export const SSH: Traffic = { label: "SSH", protocol: "tcp", fromPort: 22, toPort: 22 };
/** ICMP echo request: type 8, code 0. Security groups let the reply in by themselves. */
export const PING: Traffic = { label: "ping", protocol: "icmp", fromPort: 8, toPort: 0 };

/**
 * Who may talk to whom: all of it. Security group rules are generated from this table and from nothing else;
 * what is not in it is refused.
 */
export function trafficRules(decisions: TrafficDecisions): readonly Access[] {
  const web = [HTTP, HTTPS];
  const webMaySend = [...web, PING];
  const listeners = [...(decisions.http === "off" ? [] : [HTTP]), ...(decisions.https ? [HTTPS] : [])];
  const table: Access[] = [
    { from: "anyone", to: "loadBalancer", traffic: listeners },
    { from: "loadBalancer", to: "web", traffic: [HTTP] },
    { from: "bastion", to: "web", traffic: [SSH] },
    { from: "bastion", to: "nat", traffic: [SSH] },
    { from: "adminCidrs", to: "bastion", traffic: [SSH] },
    decisions.natHasInternetEgress
      ? { from: "web", to: "anyone", traffic: webMaySend }
      : // S3 answers no ping.
        { from: "web", to: "s3", traffic: web },
    { from: "privateSubnets", to: "nat", traffic: webMaySend },
    { from: "bastion", to: "anyone", traffic: web },
    { from: "nat", to: "anyone", traffic: webMaySend },
  ];
  const absent: Place[] = [
    ...(decisions.bastion ? [] : ["bastion" as const]),
    ...(decisions.natHasSecurityGroup ? [] : ["nat" as const]),
  ];
  return table.filter((row) => !absent.includes(row.from) && !absent.includes(row.to));
}

const ROLES: readonly Place[] = ["loadBalancer", "web", "bastion", "nat"] satisfies Role[];

/** Whether a place is a thing with a security group. */
export function isRole(place: Place): place is Role {
  return ROLES.includes(place);
}

/** The roles that an access table speaks of, each once, in its order. */
export function rolesOf(table: readonly Access[]): readonly Role[] {
  return [...new Set(table.flatMap((row) => [row.from, row.to]))].filter(isRole);
}

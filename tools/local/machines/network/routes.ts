import type { Cloud, Route } from "../cloud";
import { INTERNET_GATEWAY, VPC_ENDPOINT } from "../addresses";
import { tableOf, type Link } from "./link";
import type { Numbers } from "./numbers";

/** A route of the router: lines for `ip -batch`. */
export interface RouteEntry {
  /** Also replaces another route to the same destination at once, so that no packet is lost. */
  readonly set: string;
  readonly unset: string;
}

/**
 * Each subnet has a routing table of its own, with the routes of its route table. The main table comes first and has the VPC's
 * local route. It ends at the interface to the internet, where the filters drop it: an address without an interface gives no
 * answer.
 */
export function routesOf(cloud: Cloud, links: readonly Link[], numbers: Numbers): Map<string, RouteEntry> {
  const entries = new Map<string, RouteEntry>();
  if (cloud.vpc === undefined) return entries;
  const add = (key: string, set: string, unset: string): unknown => entries.set(key, { set, unset });

  const { cidr } = cloud.vpc;
  add(`local ${cidr}`, `route replace ${cidr} ${via(INTERNET_GATEWAY)}`, `route del ${cidr}`);

  const routeTables = new Map(cloud.routeTables.map(({ id, routes }) => [id, routes]));
  for (const subnet of cloud.subnets) {
    const table = `table ${tableOf(subnet.id, numbers)}`;
    for (const { destination, target } of routeTables.get(subnet.routeTableId) ?? []) {
      const next = nextHop(target, links);
      const set = next === undefined ? `blackhole ${destination} ${table}` : `${destination} ${next} ${table}`;
      add(`${table} ${destination}`, `route replace ${set}`, `route del ${destination} ${table}`);
    }
  }
  return entries;
}

/** Undefined: the target is not there, or stopped. */
function nextHop(target: Route["target"], links: readonly Link[]): string | undefined {
  switch (target.kind) {
    case "internet-gateway":
      return via(INTERNET_GATEWAY);
    case "vpc-endpoint":
      return via(VPC_ENDPOINT);
    case "instance":
    case "nat-gateway": {
      const link = links.find(({ id, isUp }) => id === target.id && isUp);
      return link && via({ name: link.name, next: link.privateAddress });
    }
  }
}

function via({ name, next }: { readonly name: string; readonly next: string }): string {
  return `via ${next} dev ${name} onlink`;
}

/** A script that makes the routes `after` of the routes `before`; "" if they are the same. */
export function routeChanges(before: ReadonlyMap<string, RouteEntry>, after: ReadonlyMap<string, RouteEntry>): string {
  const set = [...after].filter(([key, { set }]) => before.get(key)?.set !== set).map(([, { set }]) => set);
  const unset = [...before].filter(([key]) => !after.has(key)).map(([, { unset }]) => unset);
  return [
    ...(set.length > 0 ? ["ip -batch - <<'END'", ...set, "END"] : []),
    // Linux removes routes by itself with their interface.
    ...(unset.length > 0 ? ["ip -force -batch - <<'END' 2>/dev/null || true", ...unset, "END"] : []),
  ].join("\n");
}

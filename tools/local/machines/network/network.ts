import type { Cloud } from "../cloud";
import type { Sandbox } from "../sandbox";
import { filtersOf } from "./filters";
import { addHost, CREATE_INTERNET } from "./internet";
import { createLink, linksOf, removeLink, type Link } from "./link";
import { Numbers } from "./numbers";
import { routeChanges, routesOf, type RouteEntry } from "./routes";

const NOTHING: Cloud = {
  ...{ region: "", vpc: undefined, subnets: [], routeTables: [], securityGroups: [] },
  ...{ instances: [], natGateways: [], loadBalancers: [] },
};

/**
 * The VPC's network in a sandbox: interfaces, routes, security groups, the internet. Only what differs from what is in force is
 * changed, one change after the other. A change that failed is made again by the next call.
 */
export class Network {
  private readonly numbers = new Numbers();
  private readonly down = new Set<string>();
  private readonly hosts = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();
  private cloud = NOTHING;

  // What is in force.
  private hasInternet = false;
  private links = new Map<string, Link>();
  private routes = new Map<string, RouteEntry>();
  private filters = "";

  constructor(private readonly sandbox: Pick<Sandbox, "run">) {}

  /** Makes the network that of `cloud`. Without a change it runs no process. */
  apply(cloud: Cloud): Promise<void> {
    return this.oneByOne(async () => {
      this.cloud = cloud;
      await this.update();
    });
  }

  /** From now on the instance answers nothing: it has ended, or its operating system has. A stopped one is down in any case. */
  linkDown(id: string): Promise<void> {
    return this.oneByOne(async () => {
      this.down.add(id);
      await this.update();
    });
  }

  /** Undoes `linkDown`. */
  linkUp(id: string): Promise<void> {
    return this.oneByOne(async () => {
      this.down.delete(id);
      await this.update();
    });
  }

  /** Gives the internet another host: an operator's computer, a stranger's. */
  addInternetAddress(address: string): Promise<void> {
    return this.oneByOne(async () => {
      if (this.hosts.has(address)) return;
      await this.createInternet();
      await this.sandbox.run(addHost(address));
      this.hosts.add(address);
    });
  }

  private oneByOne(change: () => Promise<void>): Promise<void> {
    const done = this.last.then(change);
    this.last = done.catch(() => undefined);
    return done;
  }

  /**
   * New interfaces first, then filters that know them, then the routes to them, so that a NAT can be replaced without a lost
   * packet; interfaces that are gone are in the filters until no route leads to them.
   */
  private async update(): Promise<void> {
    await this.createInternet();
    const { cloud } = this;
    const links = linksOf(cloud, this.numbers, this.down);
    const ids = new Set(links.map(({ id }) => id));
    const removed = [...this.links.values()].filter(({ id }) => !ids.has(id));
    const routes = routesOf(cloud, links, this.numbers);
    const routeScript = routeChanges(this.routes, routes);

    await this.createLinks(links);
    if (routeScript !== "") {
      await this.setFilters(filtersOf(cloud, [...links, ...leaving(removed, links)]));
      // Until the script has succeeded, any of these routes may be there.
      for (const [key, { set, unset }] of routes) {
        if (this.routes.get(key)?.set !== set) this.routes.set(key, { set: "", unset });
      }
      await this.sandbox.run(routeScript);
      this.routes = routes;
    }
    await this.setFilters(filtersOf(cloud, links));
    if (removed.length > 0) {
      await this.sandbox.run(removed.map(removeLink).join("\n"));
      for (const { id } of removed) this.links.delete(id);
    }
    for (const id of this.down) if (!ids.has(id)) this.down.delete(id);
    this.numbers.keep(new Set([...ids, ...cloud.subnets.map(({ id }) => id)]));
  }

  private async createInternet(): Promise<void> {
    if (this.hasInternet) return;
    await this.sandbox.run(CREATE_INTERNET);
    this.hasInternet = true;
  }

  private async createLinks(links: readonly Link[]): Promise<void> {
    const isNew = (link: Link): boolean => {
      const known = this.links.get(link.id);
      return known === undefined || createLink(known) !== createLink(link);
    };
    const created = links.filter(isNew);
    if (created.length > 0) await this.sandbox.run(created.map(createLink).join("\n"));
    for (const link of links) this.links.set(link.id, link);
  }

  private async setFilters(filters: string): Promise<void> {
    if (filters === this.filters) return;
    this.filters = "";
    await this.sandbox.run("nft -f -", { input: filters });
    this.filters = filters;
  }
}

/** Interfaces that are gone in AWS, without the addresses that others have now. */
function leaving(removed: readonly Link[], links: readonly Link[]): Link[] {
  const privateAddresses = new Set(links.map(({ privateAddress }) => privateAddress));
  const publicAddresses = new Set(links.map(({ publicAddress }) => publicAddress));
  return removed
    .filter(({ privateAddress }) => !privateAddresses.has(privateAddress))
    .map((link) => ({
      ...link,
      publicAddress: publicAddresses.has(link.publicAddress) ? undefined : link.publicAddress,
    }));
}

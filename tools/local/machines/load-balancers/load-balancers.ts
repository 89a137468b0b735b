import { nodeId, type Cloud, type LoadBalancer } from "../cloud";
import type { Sandbox } from "../sandbox";
import { HaProxy } from "./haproxy";
import { combined, IN_OTHER_ZONE, notRunning, type InstanceHealth } from "./instance-health";
import { Node } from "./node";

interface RunningNode {
  readonly node: Node;
  readonly loadBalancer: string;
}

/** The Classic Load Balancers of a sandbox: one HAProxy for each of their nodes, in the node's network namespace. */
export class LoadBalancers {
  private readonly nodes = new Map<string, RunningNode>();
  private cloud: Pick<Cloud, "loadBalancers" | "instances" | "subnets"> | undefined;
  private folders = 0;
  private last: Promise<void> = Promise.resolve();

  /** @param certificates the PEM of a server certificate, its chain and its private key, by ARN; undefined: unknown */
  constructor(
    private readonly sandbox: Sandbox,
    private readonly certificates: (arn: string) => string | undefined,
  ) {}

  /** Makes the nodes do what the emulator's API says. Their network namespaces exist already. */
  apply(cloud: Pick<Cloud, "loadBalancers" | "instances" | "subnets">): Promise<void> {
    return this.next(async () => {
      this.cloud = cloud;
      const wanted = new Map(
        cloud.loadBalancers.flatMap((balancer) =>
          balancer.nodes.map((node) => [nodeId(balancer, node), { balancer, subnetId: node.subnetId }] as const),
        ),
      );
      for (const [id, { node }] of this.nodes) {
        if (wanted.has(id)) continue;
        this.nodes.delete(id);
        await node.stop();
      }
      for (const [id, { balancer, subnetId }] of wanted) {
        const instances = instancesOf(balancer, subnetId, cloud);
        await this.nodeNamed(id, balancer).apply({
          loadBalancer: balancer,
          instances,
          certificateOf: ({ certificateArn }) =>
            certificateArn === undefined ? undefined : this.certificates(certificateArn),
        });
      }
    });
  }

  /** Reads the nodes' health checks. `health` answers what the last call has found. */
  refreshHealth(): Promise<void> {
    return this.next(async () => {
      await Promise.all([...this.nodes.values()].map(({ node }) => node.refresh()));
    });
  }

  /** What `DescribeInstanceHealth` answers for a load balancer, by instance. Terminated ones are left out, as AWS does. */
  health(name: string): ReadonlyMap<string, InstanceHealth> {
    const nodes = [...this.nodes.values()].filter(({ loadBalancer }) => loadBalancer === name);
    const reports = nodes.map(({ node }) => node.reports());
    const instances = new Map(this.cloud?.instances.map((instance) => [instance.id, instance]));
    const registered = this.cloud?.loadBalancers.find((balancer) => balancer.name === name)?.instanceIds ?? [];
    const health = new Map<string, InstanceHealth>();
    for (const id of new Set([...registered, ...reports.flatMap((report) => [...report.keys()])])) {
      const instance = instances.get(id);
      if (instance === undefined) continue;
      const found = reports.flatMap((report) => report.get(id) ?? []);
      const own = found.length === 0 ? IN_OTHER_ZONE : combined(found);
      health.set(id, notRunning(instance.state) ?? own);
    }
    return health;
  }

  stop(): Promise<void> {
    return this.next(async () => {
      await Promise.all([...this.nodes.values()].map(({ node }) => node.stop()));
      this.nodes.clear();
    });
  }

  private nodeNamed(id: string, balancer: LoadBalancer): Node {
    const known = this.nodes.get(id);
    if (known !== undefined) return known.node;
    // A socket's path has at most 107 characters, with the path of the sandbox before it.
    const proxy = new HaProxy(this.sandbox, id, `/run/machines/elb/${++this.folders}`);
    const node = new Node(proxy);
    this.nodes.set(id, { node, loadBalancer: balancer.name });
    return node;
  }

  /** One change after another. */
  private next(change: () => Promise<void>): Promise<void> {
    const done = this.last.then(change);
    this.last = done.catch(() => undefined);
    return done;
  }
}

/**
 * Addresses of the instances to which a node sends: with cross-zone load balancing to all that are in the zone of a node,
 * else to those in its own zone.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-crosszone-lb.html
 */
function instancesOf(
  balancer: LoadBalancer,
  subnetId: string,
  { instances, subnets }: Pick<Cloud, "instances" | "subnets">,
): ReadonlyMap<string, string> {
  const zones = new Map(subnets.map(({ id, zone }) => [id, zone]));
  const enabled = new Set(balancer.nodes.map((node) => zones.get(node.subnetId)));
  const reached = instances.filter((instance) => {
    const zone = zones.get(instance.subnetId);
    return balancer.isCrossZone ? enabled.has(zone) : zone === zones.get(subnetId);
  });
  return new Map(
    reached.filter(({ id }) => balancer.instanceIds.includes(id)).map(({ id, privateAddress }) => [id, privateAddress]),
  );
}

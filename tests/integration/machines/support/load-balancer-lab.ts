import type { ChildProcess } from "node:child_process";
import * as path from "node:path";

import type { Cloud, Instance, LoadBalancer } from "../../../../tools/local/machines/cloud";
import { Sandbox } from "../../../../tools/local/machines/sandbox";

/** Namespaces of the test, with their addresses. */
const SUBNETS = { a: "10.0.0", c: "10.0.1" } as const;

export type Zone = keyof typeof SUBNETS;

/** A sandbox with namespaces that a test connects to its router: the internet, load balancer nodes, small web servers. */
export class LoadBalancerLab {
  private readonly servers = new Map<string, ChildProcess>();
  private links = 0;
  balancer: LoadBalancer;
  instances: readonly Instance[] = [];

  private constructor(
    readonly sandbox: Sandbox,
    readonly log: string[],
  ) {
    this.balancer = BALANCER;
  }

  static async start(): Promise<LoadBalancerLab> {
    const log: string[] = [];
    const sandbox = await Sandbox.start({ name: `lb-test-${process.pid}`, log: (line) => log.push(line) });
    const lab = new LoadBalancerLab(sandbox, log);
    await lab.addNamespace("inet", "203.0.113.9");
    for (const { subnetId, privateAddress } of BALANCER.nodes) {
      await lab.addNamespace(`elb-${BALANCER.name}-${subnetId}`, privateAddress);
    }
    return lab;
  }

  /** What the emulator's API would say. */
  get cloud(): Pick<Cloud, "loadBalancers" | "instances" | "subnets"> {
    const subnets = (["a", "c"] as const).map((zone) => ({
      ...{ id: `subnet-${zone}`, cidr: `${SUBNETS[zone]}.0/24`, zone, routeTableId: "rtb-1" },
    }));
    return { loadBalancers: [this.balancer], instances: this.instances, subnets };
  }

  /** Launches a web server, and registers it with the load balancer. */
  async launch(id: string, zone: Zone = "a"): Promise<void> {
    const privateAddress = `${SUBNETS[zone]}.${11 + this.links}`;
    await this.addNamespace(id, privateAddress);
    this.startServer(id);
    this.instances = [...this.instances, { ...INSTANCE, id, name: id, privateAddress, subnetId: `subnet-${zone}` }];
    this.register(...this.balancer.instanceIds, id);
  }

  register(...instanceIds: readonly string[]): void {
    this.balancer = { ...this.balancer, instanceIds };
  }

  deregister(id: string): void {
    this.register(...this.balancer.instanceIds.filter((one) => one !== id));
  }

  startServer(id: string): void {
    const command = [process.execPath, path.join(__dirname, "web-server.js"), id];
    this.servers.set(id, this.sandbox.spawn(command, { netns: id, stdio: ["pipe", "ignore", "inherit"] }));
  }

  /** Makes a server answer its health checks by a status. */
  setHealth(id: string, status: number): void {
    this.servers.get(id)?.stdin?.write(`${status}\n`);
  }

  /** Ends a server. */
  stopServer(id: string): void {
    this.servers.get(id)?.stdin?.end();
  }

  /** Nothing answers for a terminated instance. */
  async cutOff(id: string): Promise<void> {
    await this.sandbox.run("ip link set ens5 down", { netns: id });
    this.stopServer(id);
  }

  private async addNamespace(id: string, address: string): Promise<void> {
    const link = `r-${++this.links}`;
    await this.sandbox.run(`
      ip netns add ${id}
      ip link add ${link} type veth peer name ens5 netns ${id}
      ip addr add 169.254.1.1/32 dev ${link}; ip link set ${link} up; ip route add ${address}/32 dev ${link}
      ip -n ${id} link set lo up; ip -n ${id} addr add ${address}/24 dev ens5
      ip -n ${id} link set ens5 up; ip -n ${id} route add default via 169.254.1.1 dev ens5 onlink`);
  }
}

const INSTANCE: Omit<Instance, "id" | "name" | "privateAddress" | "subnetId"> = {
  state: "running",
  imageId: "ami-1",
  instanceType: "t4g.micro",
  publicAddress: undefined,
  securityGroupIds: [],
  sourceDestCheck: true,
  keyName: undefined,
  instanceProfile: undefined,
  launchedAt: "2026-01-01T00:00:00Z",
};

const TO_SERVERS = { instanceProtocol: "HTTP", instancePort: 80 } as const;

const BALANCER: LoadBalancer = {
  name: "web",
  dnsName: "web-1.ap-northeast-1.elb.amazonaws.com",
  nodes: [
    { subnetId: "subnet-a", privateAddress: "10.0.0.5", publicAddress: "198.19.0.1" },
    { subnetId: "subnet-c", privateAddress: "10.0.1.5", publicAddress: "198.19.0.2" },
  ],
  securityGroupIds: [],
  listeners: [
    { ...TO_SERVERS, protocol: "HTTPS", port: 443, certificateArn: "arn:1" },
    { ...TO_SERVERS, protocol: "HTTP", port: 80, certificateArn: undefined },
  ],
  healthCheck: { target: "HTTP:80/index.html", interval: 1, timeout: 1, healthyThreshold: 2, unhealthyThreshold: 2 },
  instanceIds: [],
  isCrossZone: true,
  drainingTimeout: 60,
  idleTimeout: 60,
};

import type { Say } from "../../say";
import type { StageFacts } from "../status";
import type { Cloud, LoadBalancer } from "./cloud";
import { startHostPorts, type HostPort, type HostPorts } from "./host-ports/host-ports";
import type { Sandbox } from "./sandbox";

type Name = keyof StageFacts["ports"];

/** The ports of 127.0.0.1 that lead to a stage, if they are free. */
const PREFERRED: Readonly<Record<Name, number>> = { http: 8080, https: 8443, ssh: 50022 };

/** Ports of 127.0.0.1 that lead to the load balancer and, while there is one, to the bastion. */
export class StagePorts {
  private readonly opened = new Map<Name, { readonly port: number; applied: string }>();
  private hostPorts: HostPorts | undefined;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly say: Say,
  ) {}

  get ports(): StageFacts["ports"] {
    return Object.fromEntries([...this.opened].map(([name, { port }]) => [name, port]));
  }

  /** @param operator the address from which the bastion is reached */
  async update(cloud: Cloud, operator: string): Promise<void> {
    const [balancer] = cloud.loadBalancers;
    // A redirect of the first one leads to the second.
    await this.match("https", listenerTarget(balancer, 443));
    const { http, https } = { ...this.ports, http: this.ports.http ?? PREFERRED.http };
    await this.match("http", listenerTarget(balancer, 80), {
      redirects: { http, ...(https !== undefined && { https }) },
    });
    const bastion = cloud.instances.find(({ name, state }) => name.endsWith("-bastion") && state === "running");
    const target = bastion?.publicAddress === undefined ? undefined : { host: bastion.publicAddress, port: 22 };
    await this.match("ssh", target, { localAddress: operator });
  }

  async stop(): Promise<void> {
    await this.hostPorts?.stop();
  }

  private async match(
    name: Name,
    target: HostPort["target"],
    more: Pick<HostPort, "redirects" | "localAddress"> = {},
  ): Promise<void> {
    const opened = this.opened.get(name);
    if (target === undefined) {
      if (opened !== undefined) await this.hostPorts?.close(opened.port);
      this.opened.delete(name);
      return;
    }
    const forwarding = { target, ...more };
    const applied = JSON.stringify(forwarding);
    if (opened === undefined) {
      this.hostPorts ??= startHostPorts(this.sandbox, this.say);
      const port = await this.hostPorts.open({ hostPort: PREFERRED[name], ...forwarding });
      this.opened.set(name, { port, applied });
    } else if (opened.applied !== applied) {
      await this.hostPorts?.change(opened.port, forwarding);
      opened.applied = applied;
    }
  }
}

function listenerTarget(balancer: LoadBalancer | undefined, port: number): HostPort["target"] {
  const host = balancer?.nodes[0]?.publicAddress;
  const isOpen = balancer?.listeners.some((listener) => listener.port === port) === true;
  return host !== undefined && isOpen ? { host, port } : undefined;
}

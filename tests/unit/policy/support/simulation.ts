import type { NetworkSpec, AutoScalingGroupSpec } from "./network-spec";
import { connect, enter, type Responder, type Content, type Host, type PacketContext } from "./packets";

interface Named {
  readonly name: string;
}

/** A sender or receiver: a node, a host on the internet, or S3. */
export type End = Named | { readonly address: string } | "s3";

/** Whether a connection arrives: directly, or forwarded by a load balancer. */
export interface Reached {
  readonly direct: boolean;
  readonly forwarded: boolean;
}

/** A path over a listener of a load balancer. */
interface Forwarding {
  readonly port: number;
  readonly instancePort: number;
  readonly first: Attempt;
  readonly second: readonly Attempt[];
}

/** The one subnet in which the address of a host makes a difference. */
const DIVIDED = 1;

/** A subnet, and the lower or upper half of its addresses. */
interface Location {
  readonly subnet: number;
  readonly upper: boolean;
}

/** Sends packets through a network: from every location of the sender to every address of the receiver. */
export class Simulation {
  private readonly nats: readonly Host[];

  constructor(
    private readonly spec: NetworkSpec,
    /** Public addresses: `own` those of the network's own hosts, by number. */
    private readonly addresses: { readonly own: (number: number) => string; readonly s3: string },
  ) {
    this.nats = this.makeNats();
  }

  get names(): string[] {
    const { instances, natGateways, autoScalingGroups, loadBalancers } = this.spec;
    const named = (kind: string, { length }: readonly unknown[]) =>
      Array.from({ length }, (_, index) => `${kind}-${index}`);
    return [
      ...named("instance", instances),
      ...named("nat", natGateways),
      ...named("asg", autoScalingGroups),
      ...named("elb", loadBalancers),
    ];
  }

  between(from: End, to: End): (content: Content) => Reached {
    const direct = mayStart(from) ? this.attempts(from, to) : [];
    const forwardings = mayStart(from) && !isNamed(from, "elb-") ? this.forwardings(from, to) : [];
    return (content) => ({
      direct:
        (!isNamed(from, "elb-") || this.isConfigured(from, to, content)) &&
        direct.some((attempt) => reaches(attempt, content)),
      forwarded: forwardings.some(
        ({ port, instancePort, first, second }) =>
          content.protocol === "tcp" &&
          content.port === port &&
          reaches(first, content) &&
          second.some((attempt) => reaches(attempt, { protocol: "tcp", port: instancePort })),
      ),
    });
  }

  private forwardings(from: End, to: End): Forwarding[] {
    if (!isNamed(to, "asg-")) return [];
    return this.autoScalingGroup(to).loadBalancers.flatMap((number) =>
      this.spec.loadBalancers[number]!.ports.flatMap(([port, instancePort]) =>
        this.attempts(from, { name: `elb-${number}` }).map((first) => ({
          port,
          instancePort,
          first,
          second: this.forwardedAttempts(first, to),
        })),
      ),
    );
  }

  /** Load balancers connect only to their own instances, on the configured ports. */
  private isConfigured(loadBalancer: Named, to: End, { protocol, port }: Content): boolean {
    const number = Number(loadBalancer.name.slice("elb-".length));
    const { ports, healthPort } = this.spec.loadBalancers[number]!;
    const isServer = isNamed(to, "asg-") && this.autoScalingGroup(to).loadBalancers.includes(number);
    const configured = [healthPort, ...ports.map(([, instancePort]) => instancePort)];
    return isServer && protocol === "tcp" && port !== undefined && configured.includes(port);
  }

  private autoScalingGroup({ name }: Named): AutoScalingGroupSpec {
    return this.spec.autoScalingGroups[Number(name.slice("asg-".length))]!;
  }

  private attempts(from: End, to: End): Attempt[] {
    if (from === "s3") return [];
    const senders = isNamed(from, "")
      ? this.locations(from.name).map((location) => this.host(from.name, location, 1))
      : [from.address];
    return senders.flatMap((sender) => this.simulation(sender, to, 2));
  }

  /** Attempts in which the receiver of an attempt is the sender. */
  private forwardedAttempts({ receiver }: Attempt, to: End): Attempt[] {
    return receiver === undefined ? [] : this.simulation(receiver, to, 3);
  }

  private simulation(sender: Attempt["sender"], to: End, number: number): Attempt[] {
    if (to === "s3") return [this.attempt(sender, undefined, [this.addresses.s3])];
    if ("address" in to) return [this.attempt(sender, undefined, [to.address])];
    return this.locations(to.name).map((location) => {
      const receiver = this.host(to.name, location, number);
      // Load balancers use the private addresses of their instances.
      const isLoadBalancer = typeof sender === "object" && sender.name.startsWith("elb-");
      const known = isLoadBalancer ? [receiver.address] : [receiver.address, receiver.publicAddress];
      return this.attempt(
        sender,
        receiver,
        known.filter((address) => address !== undefined),
      );
    });
  }

  private attempt(sender: Attempt["sender"], receiver: Host | undefined, targets: readonly string[]): Attempt {
    const known = [sender, receiver].filter((host) => typeof host === "object");
    const nats = this.nats.filter(({ name }) => known.every((host) => host.name !== name));
    const context: PacketContext = { spec: this.spec, hosts: [...known, ...nats], s3Address: this.addresses.s3 };
    return { context, sender, receiver, targets };
  }

  private makeNats(): Host[] {
    return this.names
      .filter((name) => name.startsWith("nat-") || name === "instance-0")
      .map((name, index) => this.host(name, { ...this.locations(name)[0]!, upper: false }, 10 + index));
  }

  private locations(name: string): Location[] {
    const { subnets } = this.placement(name);
    return subnets.flatMap((subnet) =>
      (subnet === DIVIDED ? [false, true] : [false]).map((upper) => ({ subnet, upper })),
    );
  }

  private placement(name: string): { readonly subnets: readonly number[]; readonly groups: readonly number[] } {
    const [kind, number] = name.split("-");
    const index = Number(number);
    const { instances, natGateways, autoScalingGroups, loadBalancers } = this.spec;
    switch (kind) {
      case "instance":
        return { subnets: [instances[index]!.subnet], groups: instances[index]!.groups };
      case "nat":
        return { subnets: [natGateways[index]!.subnet], groups: [] };
      case "asg":
        return autoScalingGroups[index]!;
      default:
        return loadBalancers[index]!;
    }
  }

  private host(name: string, { subnet, upper }: Location, number: number): Host {
    const [kind, index] = name.split("-");
    const { instances, loadBalancers } = this.spec;
    const network = this.spec.subnets[subnet]!.range.split(".").slice(0, 3).join(".");
    const isInstance = kind === "instance" && instances[Number(index)]!.forwards;
    return {
      name,
      subnet,
      address: `${network}.${(upper ? 32 : 4) + number}`,
      publicAddress: this.isPublic(name, subnet) ? this.addresses.own(number) : undefined,
      groups: this.placement(name).groups,
      forwardsAs: kind === "nat" ? "gateway" : isInstance ? "instance" : "nothing",
      listens: kind === "elb" ? loadBalancers[Number(index)]!.ports.map(([port]) => port) : undefined,
      hasNoSecurityGroups: kind === "nat",
    };
  }

  private isPublic(name: string, subnet: number): boolean {
    const [kind, number] = name.split("-");
    const index = Number(number);
    const atLaunch = this.spec.subnets[subnet]!.mapsPublicIps;
    switch (kind) {
      case "instance":
        return this.spec.instances[index]!.elasticIp || atLaunch;
      case "nat":
        return true;
      case "asg":
        return this.spec.autoScalingGroups[index]!.associatesPublicIp ?? atLaunch;
      default:
        return !this.spec.loadBalancers[index]!.internal;
    }
  }
}

const isNamed = (end: End, kind: string): end is Named => end !== "s3" && "name" in end && end.name.startsWith(kind);

/** S3 and NAT gateways do not open connections. */
const mayStart = (end: End): boolean => end !== "s3" && !isNamed(end, "nat-");

interface Attempt {
  readonly context: PacketContext;
  /** An address stands for a host on the internet. */
  readonly sender: Host | string;
  /** Undefined: an external host. */
  readonly receiver: Host | undefined;
  readonly targets: readonly string[];
}

function reaches({ context, sender, receiver, targets }: Attempt, content: Content): boolean {
  return targets.some((target) => {
    const responder: Responder | undefined =
      typeof sender === "string" ? enter(context, sender, target, content) : connect(context, sender, target, content);
    return receiver === undefined ? responder === "s3" || responder === "external host" : responder === receiver;
  });
}

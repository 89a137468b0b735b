import type { NetworkSpec, FleetSpec } from "./network-spec";
import { connect, enter, type Answerer, type Content, type Host, type World } from "./packets";

/** Addresses on the internet that are given to what is tried. */
export interface PublicAddresses {
  /** Of the network's own things, by a number. */
  readonly own: (number: number) => string;
  readonly s3: string;
}

/** Something of a spec, by its kind and number. */
interface Named {
  readonly name: string;
}

/** Who sends, or receives: something of a spec, somebody on the internet by address, or S3. */
export type End = Named | { readonly address: string } | "s3";

/** What becomes of a connection: opened by the sender itself, handed on by a load balancer. */
export interface Reached {
  readonly straight: boolean;
  readonly handedOn: boolean;
}

/** A way by a listener of a load balancer. */
interface Handover {
  readonly port: number;
  readonly serverPort: number;
  readonly first: Attempt;
  readonly second: readonly Attempt[];
}

/** The one subnet in which it makes a difference where something stands. */
const DIVIDED = 1;

/** How something of a spec may stand: in which subnet, with addresses of its lower or upper half. */
interface Stand {
  readonly subnet: number;
  readonly upper: boolean;
}

/** Tries what can be sent through a spec: every stand of both ends, every address of the receiver. */
export class Simulation {
  private readonly relays: readonly Host[];

  constructor(
    private readonly spec: NetworkSpec,
    private readonly addresses: PublicAddresses,
  ) {
    this.relays = this.makeRelays();
  }

  /** Names of all that is in the network. */
  get names(): string[] {
    const { machines, natGateways, fleets, loadBalancers } = this.spec;
    const named = (kind: string, { length }: readonly unknown[]) =>
      Array.from({ length }, (_, index) => `${kind}-${index}`);
    return [
      ...named("machine", machines),
      ...named("nat", natGateways),
      ...named("fleet", fleets),
      ...named("balancer", loadBalancers),
    ];
  }

  /** What becomes of anything that one sends to another. */
  between(from: End, to: End): (content: Content) => Reached {
    const straight = mayStart(from) ? this.worlds(from, to) : [];
    const handovers = mayStart(from) && !isNamed(from, "balancer-") ? this.handovers(from, to) : [];
    return (content) => ({
      straight:
        (!isNamed(from, "balancer-") || this.isSaid(from, to, content)) &&
        straight.some((attempt) => reaches(attempt, content)),
      handedOn: handovers.some(
        ({ port, serverPort, first, second }) =>
          content.protocol === "tcp" &&
          content.port === port &&
          reaches(first, content) &&
          second.some((attempt) => reaches(attempt, { protocol: "tcp", port: serverPort })),
      ),
    });
  }

  /** Ways to something by a node of a load balancer: to the node, and from there on. */
  private handovers(from: End, to: End): Handover[] {
    if (!isNamed(to, "fleet-")) return [];
    return this.fleet(to).loadBalancers.flatMap((number) =>
      this.spec.loadBalancers[number]!.ports.flatMap(([port, serverPort]) =>
        this.worlds(from, { name: `balancer-${number}` }).map((first) => ({
          port,
          serverPort,
          first,
          second: this.worldsOn(first, to),
        })),
      ),
    );
  }

  /** Load loadBalancers speak to their own servers, on the ports that they were told. */
  private isSaid(balancer: Named, to: End, { protocol, port }: Content): boolean {
    const number = Number(balancer.name.slice("balancer-".length));
    const { ports, healthPort } = this.spec.loadBalancers[number]!;
    const isServer = isNamed(to, "fleet-") && this.fleet(to).loadBalancers.includes(number);
    const said = [healthPort, ...ports.map(([, serverPort]) => serverPort)];
    return isServer && protocol === "tcp" && port !== undefined && said.includes(port);
  }

  private fleet({ name }: Named): FleetSpec {
    return this.spec.fleets[Number(name.slice("fleet-".length))]!;
  }

  private worlds(from: End, to: End): Attempt[] {
    if (from === "s3") return [];
    const senders = isNamed(from, "")
      ? this.stands(from.name).map((stand) => this.host(from.name, stand, 1))
      : [from.address];
    return senders.flatMap((sender) => this.simulation(sender, to, 2));
  }

  /** Worlds in which the receiver of a attempt, as it stands there, is the sender. */
  private worldsOn({ receiver }: Attempt, to: End): Attempt[] {
    return receiver === undefined ? [] : this.simulation(receiver, to, 3);
  }

  private simulation(sender: Attempt["sender"], to: End, number: number): Attempt[] {
    if (to === "s3") return [this.attempt(sender, undefined, [this.addresses.s3])];
    if ("address" in to) return [this.attempt(sender, undefined, [to.address])];
    return this.stands(to.name).map((stand) => {
      const receiver = this.host(to.name, stand, number);
      // Load loadBalancers know their servers by private addresses.
      const isBalancer = typeof sender === "object" && sender.name.startsWith("balancer-");
      const known = isBalancer ? [receiver.address] : [receiver.address, receiver.publicAddress];
      return this.attempt(
        sender,
        receiver,
        known.filter((address) => address !== undefined),
      );
    });
  }

  private attempt(sender: Attempt["sender"], receiver: Host | undefined, targets: readonly string[]): Attempt {
    const known = [sender, receiver].filter((host) => typeof host === "object");
    const relays = this.relays.filter(({ name }) => known.every((host) => host.name !== name));
    const world: World = { spec: this.spec, hosts: [...known, ...relays], s3Address: this.addresses.s3 };
    return { world, sender, receiver, targets };
  }

  /** All to which routes may lead. */
  private makeRelays(): Host[] {
    return this.names
      .filter((name) => name.startsWith("nat-") || name === "machine-0")
      .map((name, index) => this.host(name, { ...this.stands(name)[0]!, upper: false }, 10 + index));
  }

  private stands(name: string): Stand[] {
    const { subnets } = this.places(name);
    return subnets.flatMap((subnet) =>
      (subnet === DIVIDED ? [false, true] : [false]).map((upper) => ({ subnet, upper })),
    );
  }

  private places(name: string): { readonly subnets: readonly number[]; readonly groups: readonly number[] } {
    const [kind, number] = name.split("-");
    const index = Number(number);
    const { machines, natGateways, fleets, loadBalancers } = this.spec;
    switch (kind) {
      case "machine":
        return { subnets: [machines[index]!.subnet], groups: machines[index]!.groups };
      case "nat":
        return { subnets: [natGateways[index]!.subnet], groups: [] };
      case "fleet":
        return fleets[index]!;
      default:
        return loadBalancers[index]!;
    }
  }

  private host(name: string, { subnet, upper }: Stand, number: number): Host {
    const [kind, index] = name.split("-");
    const { machines, loadBalancers } = this.spec;
    const network = this.spec.subnets[subnet]!.range.split(".").slice(0, 3).join(".");
    const isMachine = kind === "machine" && machines[Number(index)]!.forwards;
    return {
      name,
      subnet,
      address: `${network}.${(upper ? 32 : 4) + number}`,
      publicAddress: this.isPublic(name, subnet) ? this.addresses.own(number) : undefined,
      groups: this.places(name).groups,
      sendsOn: kind === "nat" ? "gateway" : isMachine ? "machine" : "nothing",
      listens: kind === "balancer" ? loadBalancers[Number(index)]!.ports.map(([port]) => port) : undefined,
      unguarded: kind === "nat",
    };
  }

  private isPublic(name: string, subnet: number): boolean {
    const [kind, number] = name.split("-");
    const index = Number(number);
    const atLaunch = this.spec.subnets[subnet]!.givesPublicAddresses;
    switch (kind) {
      case "machine":
        return this.spec.machines[index]!.elasticIp || atLaunch;
      case "nat":
        return true;
      case "fleet":
        return this.spec.fleets[index]!.asksForPublicAddress ?? atLaunch;
      default:
        return !this.spec.loadBalancers[index]!.internal;
    }
  }
}

function isNamed(end: End, kind: string): end is Named {
  return end !== "s3" && "name" in end && end.name.startsWith(kind);
}

/** S3 and NAT gateways open no connections. */
function mayStart(end: End): boolean {
  return end !== "s3" && !isNamed(end, "nat-");
}

/** One sender and one receiver in a world. */
interface Attempt {
  readonly world: World;
  /** An address: somebody on the internet. */
  readonly sender: Host | string;
  /** Undefined: somebody outside. */
  readonly receiver: Host | undefined;
  /** Addresses that the receiver has. */
  readonly targets: readonly string[];
}

function reaches({ world, sender, receiver, targets }: Attempt, content: Content): boolean {
  return targets.some((target) => {
    const answerer: Answerer | undefined =
      typeof sender === "string" ? enter(world, sender, target, content) : connect(world, sender, target, content);
    return receiver === undefined ? answerer === "s3" || answerer === "somebody outside" : answerer === receiver;
  });
}

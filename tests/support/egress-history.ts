import type { LoggedCall } from "../../tools/local/request-log";

/** A default route of a private route table that was created, replaced or deleted. */
export interface Move {
  readonly table: string;
  /** Its target before; absent: it is new. */
  readonly from?: string;
  /** Its target; absent: it was deleted. */
  readonly to?: string;
  /** Milliseconds from the first response that reports the target ready to the end of the change. */
  readonly sinceReadyMs?: number;
  /** Milliseconds between the moves of the Elastic IP and of the route to the new instance. */
  readonly gapMs?: number;
}

/** What a request log says about the internet egress of private subnets. */
export interface History {
  /** Each in one sentence with the call's number. */
  readonly violations: readonly string[];
  readonly moves: readonly Move[];
  /** The final target of each private default route, by table. */
  readonly routes: ReadonlyMap<string, string>;
}

const EVERYWHERE = "0.0.0.0/0";

/**
 * Replays a request log call by call and collects violations, since the emulator accepts calls in a wrong order. A target
 * is a NAT gateway or a network interface; routes to internet gateways are ignored.
 */
export function egressHistory(calls: readonly LoggedCall[]): History {
  const replay = new Replay();
  for (const call of calls) if (call.service === "ec2" && call.status < 300) replay.see(call);
  return replay;
}

class Replay implements History {
  readonly violations: string[] = [];
  readonly moves: Move[] = [];
  readonly routes = new Map<string, string>();
  /** When each target was first reported ready, by gateway or instance. */
  private readonly readyAt = new Map<string, number>();
  private readonly gone = new Set<string>();
  private readonly instanceOf = new Map<string, string>();
  /** Which gateway or network interface holds an address, by allocation. */
  private readonly holders = new Map<string, string>();
  private readonly allocationOf = new Map<string, string>();
  /** When an interface took its address from another one. */
  private readonly takenOverAt = new Map<string, number>();

  see(call: LoggedCall): void {
    const { action, params, response } = call;
    const text = (name: string): string => (typeof params[name] === "string" ? params[name] : "");
    switch (action) {
      case "CreateRoute":
      case "ReplaceRoute":
        if (text("DestinationCidrBlock") === EVERYWHERE) this.route(call, text("RouteTableId"), targetOf(text));
        break;
      case "DeleteRoute":
        if (text("DestinationCidrBlock") === EVERYWHERE) this.unroute(text("RouteTableId"));
        break;
      case "RunInstances":
        for (const instance of valuesOf(response, "instancesSet").flat()) {
          const [id = ""] = textsOf(instance, "instanceId");
          for (const each of textsOf(instance, "networkInterfaceId")) this.instanceOf.set(each, id);
        }
        break;
      case "DescribeInstanceStatus":
        for (const one of valuesOf(response, "instanceStatusSet").flat()) {
          const checks = ["instanceStatus", "systemStatus"].map((check) => valuesOf(one, check)[0]);
          const passed = checks.every((check) => (check as { status?: unknown } | undefined)?.status === "ok");
          if (passed) this.ready(call, textsOf(one, "instanceId")[0]);
        }
        break;
      case "CreateNatGateway": {
        const holder = this.holders.get(text("AllocationId"));
        if (holder !== undefined) this.violate(call, `a NAT gateway gets an address that ${holder} holds`);
        this.holders.set(text("AllocationId"), textsOf(response, "natGatewayId")[0] ?? "");
        break;
      }
      case "DescribeNatGateways":
        for (const gateway of valuesOf(response, "natGatewaySet").flat()) {
          if (textsOf(gateway, "state")[0] === "available") this.ready(call, textsOf(gateway, "natGatewayId")[0]);
        }
        break;
      case "AssociateAddress":
        this.associate(call, text("AllocationId"), text("NetworkInterfaceId"));
        break;
      case "DisassociateAddress":
        this.letGo(call, this.allocationOf.get(text("AssociationId")) ?? "", "loses its address");
        break;
      case "ReleaseAddress":
        this.letGo(call, text("AllocationId"), "has its address released");
        break;
      case "DeleteNatGateway":
        this.end(call, text("NatGatewayId"), text("NatGatewayId"));
        break;
      case "TerminateInstances":
      case "StopInstances":
        for (const [name, id] of Object.entries(params)) {
          if (!name.startsWith("InstanceId.")) continue;
          const interfaces = [...this.instanceOf].filter(([, instance]) => instance === id).map(([each]) => each);
          this.end(call, String(id), ...interfaces);
        }
        break;
      default:
      // No other call matters.
    }
  }

  private route(call: LoggedCall, table: string, target: string | undefined): void {
    if (target === undefined) return;
    const from = this.routes.get(table);
    if (call.action === "CreateRoute" && from !== undefined) this.violate(call, `${table} gets a second default route`);
    if (call.action === "ReplaceRoute" && from === undefined) this.violate(call, `${table} has no route to replace`);
    const instance = this.instanceOf.get(target) ?? target;
    const ready = this.readyAt.get(instance);
    if (this.gone.has(instance)) this.violate(call, `${table} points to ${instance}, which is deleted`);
    else if (ready === undefined) this.violate(call, `${table} points to ${instance}, which is not ready`);
    const isInstance = instance !== target;
    if (isInstance && ![...this.holders.values()].includes(target)) {
      this.violate(call, `${table} points to ${instance}, which has no address`);
    }
    this.routes.set(table, target);
    const takenOver = this.takenOverAt.get(target);
    this.moves.push({
      table,
      ...(from === undefined ? {} : { from }),
      to: target,
      ...(ready === undefined ? {} : { sinceReadyMs: endOf(call) - ready }),
      ...(takenOver === undefined ? {} : { gapMs: endOf(call) - takenOver }),
    });
  }

  private unroute(table: string): void {
    const from = this.routes.get(table);
    if (from === undefined) return;
    this.routes.delete(table);
    this.moves.push({ table, from });
  }

  private ready(call: LoggedCall, target: string | undefined): void {
    if (target !== undefined && !this.readyAt.has(target)) this.readyAt.set(target, endOf(call));
  }

  private associate(call: LoggedCall, allocation: string, target: string): void {
    const holder = this.holders.get(allocation);
    if (holder !== undefined && !this.instanceOf.has(holder)) {
      this.violate(call, `${target} gets an address that ${holder} holds`);
    } else if (holder !== undefined && holder !== target) {
      this.takenOverAt.set(target, Date.parse(call.at));
      const instance = this.instanceOf.get(target) ?? target;
      if (!this.readyAt.has(instance)) this.violate(call, `${instance} takes over an address before it is ready`);
    }
    this.holders.set(allocation, target);
    const [association] = textsOf(call.response, "associationId");
    // An address that is taken over ends the association before.
    for (const [each, of] of this.allocationOf) if (of === allocation) this.allocationOf.delete(each);
    if (association !== undefined) this.allocationOf.set(association, allocation);
  }

  private letGo(call: LoggedCall, allocation: string, what: string): void {
    const holder = this.holders.get(allocation);
    if (holder === undefined) return;
    if (this.isInUse(holder)) this.violate(call, `${holder} ${what} while a default route points to it`);
    this.holders.delete(allocation);
  }

  /** @param targets route targets that belong to it */
  private end(call: LoggedCall, id: string, ...targets: readonly string[]): void {
    this.gone.add(id);
    for (const target of targets) {
      if (this.isInUse(target)) this.violate(call, `${id} is deleted while a default route points to it`);
      for (const [allocation, holder] of this.holders) if (holder === target) this.holders.delete(allocation);
    }
  }

  private isInUse(target: string): boolean {
    return [...this.routes.values()].includes(target);
  }

  private violate({ seq, action }: LoggedCall, what: string): void {
    this.violations.push(`call ${seq}, ${action}: ${what}`);
  }
}

function targetOf(text: (name: string) => string): string | undefined {
  return [text("NatGatewayId"), text("NetworkInterfaceId")].find((target) => target !== "");
}

const endOf = ({ at, ms }: LoggedCall): number => Date.parse(at) + ms;

/** Every value of a name, however deep. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === name ? [inner] : valuesOf(inner, name),
  );
}

function textsOf(value: unknown, name: string): string[] {
  return valuesOf(value, name).filter((each) => typeof each === "string");
}

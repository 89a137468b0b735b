import { isCall, param, type ApiCall, type ApiResponse, type Ask, type Next, type Patch } from "../../api";
import { queryResponse } from "../../api-response";
import { editXml, element, findAll, membersOf, setChild, textAt, type XmlElement } from "../../xml";
import { Activities } from "./activities";
import { GroupApi } from "./group-api";
import { isActive, unhealthyBecause, type Group, type StartedInstances } from "./members";

/** AWS checks about once a minute. */
const CHECK_MS = 1_000;

/** An instance that leaves its group, and the element that describes it until it has ended. */
interface Leaving {
  readonly group: string;
  readonly member: XmlElement;
}

/** What an instance refresh needs to know of a group's members. */
export interface MemberHealth {
  readonly msPerSecond: number;
  /** Whether a member has started, and each of the group's load balancers has it in service. */
  inService(group: string, id: string): Promise<boolean>;
  /** Why a member is unhealthy, for the cause of a scaling activity; undefined: it is healthy, or does not count yet. */
  unhealthyBecause(group: string, id: string): Promise<string | undefined>;
  /** Marks a member as unhealthy. */
  mark(id: string, cause: string): Promise<void>;
  /** New instances of a refresh in progress, which replaces them itself. */
  readonly refreshed: Set<string>;
}

/**
 * Auto scaling with instances that really run: unhealthy, stopped and terminated members are replaced, connections are
 * drained before a member is terminated, and members are pending until they have started.
 */
export class RunningGroups implements MemberHealth {
  readonly refreshed = new Set<string>();
  readonly msPerSecond: number;
  readonly patch: Patch;
  private readonly activities = new Activities();
  private readonly leaving = new Map<string, Leaving>();
  private readonly inServiceSince = new Map<string, number>();
  /** Why members are unhealthy. */
  private readonly causes = new Map<string, string>();
  /** By group: its members at the last check. */
  private readonly known = new Map<string, ReadonlySet<string>>();
  private timer: NodeJS.Timeout | undefined;
  private client: GroupApi | undefined;

  constructor(private readonly instances: StartedInstances) {
    this.msPerSecond = instances.msPerSecond ?? 1000;
    this.patch = {
      description: "an Auto Scaling group replaces unhealthy members, and drains connections before it terminates one",
      applies: (call) => isCall(call, "autoscaling", ...Object.keys(this.operations)),
      handle: (call, next, ask) => {
        this.begin(call, ask);
        return this.operations[call.action]?.(call, next) ?? next(call);
      },
      close: () => {
        clearInterval(this.timer);
        this.client = undefined;
      },
    };
  }

  async inService(group: string, id: string): Promise<boolean> {
    const found = await this.api.group(group);
    return (
      found !== undefined &&
      this.instances.ran(id) &&
      this.elbStates(found, id).every(({ state }) => state === "InService")
    );
  }

  async unhealthyBecause(group: string, id: string): Promise<string | undefined> {
    const found = await this.api.group(group);
    return found === undefined ? undefined : this.causeOf(found, id, await this.api.instanceStates([id]));
  }

  private readonly operations: Readonly<Record<string, (call: ApiCall, next: Next) => Promise<ApiResponse>>> = {
    CreateAutoScalingGroup: (call, next) => next(call),
    DescribeAutoScalingGroups: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const group of membersOf(root, "AutoScalingGroups")) this.showMembers(group);
      }),
    DescribeAutoScalingInstances: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const member of membersOf(root, "AutoScalingInstances")) this.showMember(member);
      }),
    DescribeScalingActivities: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const list of findAll(root, "Activities")) {
          list.children.unshift(...this.activities.toXml(param(call, "AutoScalingGroupName")));
        }
      }),
    SetInstanceHealth: async (call, next) => {
      const since = this.inServiceSince.get(param(call, "InstanceId") ?? "") ?? Date.now();
      const group = await this.api.groupOf(param(call, "InstanceId") ?? "");
      const inGrace = group !== undefined && Date.now() < since + group.gracePeriod * 1000;
      // "By default, this call respects the grace period associated with the group."
      const ignored = inGrace && param(call, "ShouldRespectGracePeriod") !== "false";
      return ignored ? queryResponse(call, []) : next(call);
    },
    TerminateInstanceInAutoScalingGroup: async (call, next) => {
      const id = param(call, "InstanceId") ?? "";
      const group = await this.api.groupOf(id);
      if (group === undefined) return next(call);
      const decrement = param(call, "ShouldDecrementDesiredCapacity") ?? "false";
      const cause = this.causes.get(id) ?? "in response to a user request";
      const failed = await this.terminate(group.name, id, cause, decrement);
      return failed ?? queryResponse(call, [element("Activity", this.newest(group.name))]);
    },
    SetDesiredCapacity: (call, next) => this.scale(call, next),
    UpdateAutoScalingGroup: (call, next) => this.scale(call, next),
  };

  /** Remembers how to call the emulator, and checks members from now on. */
  private begin({ region }: ApiCall, ask: Ask): void {
    if (this.timer !== undefined) return;
    this.client = new GroupApi(ask, region);
    let isChecking = false;
    this.timer = setInterval(() => {
      if (isChecking) return;
      isChecking = true;
      // The next check finds what this one could not.
      void this.check()
        .catch(() => undefined)
        .finally(() => (isChecking = false));
    }, CHECK_MS);
    this.timer.unref();
  }

  /** Checks all members once. */
  async check(): Promise<void> {
    for (const group of await this.api.groups()) {
      const ids = group.members.map(({ id }) => id);
      const states = await this.api.instanceStates(ids);
      await this.noteChanges(group);
      for (const { id, lifecycleState } of group.members) {
        if (this.instances.ran(id) && !this.inServiceSince.has(id)) this.inServiceSince.set(id, Date.now());
        if (!isActive({ lifecycleState }) || this.refreshed.has(id) || group.suspended.includes("HealthCheck"))
          continue;
        const cause = this.causes.get(id) ?? this.causeOf(group, id, states);
        if (cause !== undefined) await this.replace(group, id, cause);
      }
    }
  }

  async mark(id: string, cause: string): Promise<void> {
    if (this.causes.has(id)) return;
    this.causes.set(id, cause);
    const params = { InstanceId: id, HealthStatus: "Unhealthy", ShouldRespectGracePeriod: "false" };
    await this.api.call("autoscaling", "SetInstanceHealth", params);
  }

  /** Marks a member as unhealthy, terminates it and launches another. */
  private async replace(group: Group, id: string, cause: string): Promise<void> {
    await this.mark(id, cause);
    // The emulator terminates and launches in one step.
    const needed = ["ReplaceUnhealthy", "Terminate", "Launch"];
    if (needed.some((process) => group.suspended.includes(process))) return;
    await this.terminate(group.name, id, cause, "false");
  }

  /** Takes a member out of its group and its load balancers, and terminates it when its connections are drained. */
  private async terminate(
    group: string,
    id: string,
    cause: string,
    decrement: string,
  ): Promise<ApiResponse | undefined> {
    const found = await this.api.group(group);
    const member = await this.api.member(group, id);
    if (found === undefined || member === undefined || this.leaving.has(id)) return undefined;
    this.leaving.set(id, { group, member });
    this.activities.terminating(group, id, cause);
    const params = {
      ...{ AutoScalingGroupName: group, "InstanceIds.member.1": id },
      ShouldDecrementDesiredCapacity: decrement,
    };
    const response = await this.api.call("autoscaling", "DetachInstances", params);
    if (response.status >= 300) {
      this.leaving.delete(id);
      return response;
    }
    void this.end(found, id).catch(() => undefined);
    return undefined;
  }

  /**
   * "Auto Scaling waits for the in-flight requests to complete, or for the maximum timeout to expire, before terminating
   * instances": https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
   */
  private async end(group: Group, id: string): Promise<void> {
    const isDrained = () => this.elbStates(group, id).every(({ description }) => description === NOT_REGISTERED);
    while (!this.isClosed() && !isDrained()) await pause(CHECK_MS / 4);
    if (this.isClosed()) return;
    await this.api.call("ec2", "TerminateInstances", { "InstanceId.1": id });
    const isGone = async () => (await this.api.instanceStates([id])).get(id)?.startsWith("terminated") ?? true;
    while (!this.isClosed() && !(await isGone())) await pause(CHECK_MS);
    this.activities.end(`Terminating EC2 instance: ${id}`);
    // AWS shows it for longer, and clients look for it every few seconds.
    await pause(10_000);
    for (const known of [this.leaving, this.causes, this.inServiceSince]) known.delete(id);
  }

  /** A smaller capacity: the oldest members leave, after their connections are drained. */
  private async scale(call: ApiCall, next: Next): Promise<ApiResponse> {
    const name = param(call, "AutoScalingGroupName") ?? "";
    const wanted = [param(call, "DesiredCapacity"), param(call, "MaxSize")].flatMap((value) => Number(value ?? NaN));
    const total = Math.min(...wanted.filter((value) => !Number.isNaN(value)));
    const active = (await this.api.group(name))?.members.filter(isActive) ?? [];
    for (const { id } of active.slice(0, Math.max(0, active.length - total))) {
      await this.terminate(name, id, "in response to a difference between desired and actual capacity", "true");
    }
    return next(call);
  }

  /** Notes activities that the emulator has done by itself: launches, and the replacement of a terminated member. */
  private async noteChanges(group: Group): Promise<void> {
    const before = this.known.get(group.name) ?? new Set();
    const now = new Set(group.members.filter(isActive).map(({ id }) => id));
    const lost = [...before].filter((id) => !now.has(id));
    const states = await this.api.instanceStates(lost);
    for (const id of lost.filter((one) => !this.leaving.has(one) && states.get(one) !== "running")) {
      const cause = "in response to an EC2 health check indicating it has been terminated or stopped";
      this.activities.terminating(group.name, id, cause);
      this.activities.end(`Terminating EC2 instance: ${id}`);
    }
    const fresh = [...now].filter((id) => !before.has(id));
    fresh.forEach((id, index) => {
      const from = before.size - lost.length + index;
      const cause =
        index < lost.length
          ? "launched in response to an unhealthy instance needing to be replaced"
          : `started in response to a difference between desired and actual capacity, increasing the capacity from ${from} to ${from + 1}`;
      this.activities.launching(group.name, id, cause);
    });
    for (const id of now) if (this.instances.ran(id)) this.activities.end(`Launching a new EC2 instance: ${id}`);
    this.known.set(group.name, now);
  }

  private causeOf(group: Group, id: string, states: ReadonlyMap<string, string>): string | undefined {
    const since = this.inServiceSince.get(id);
    const member = group.members.find((one) => one.id === id);
    const facts = {
      instanceState: states.get(id),
      isMarked: member?.healthStatus === "Unhealthy",
      inServiceFor: since === undefined ? undefined : Date.now() - since,
      elbStates: this.elbStates(group, id),
    };
    return unhealthyBecause(facts, group, group.gracePeriod * 1000);
  }

  private showMembers(group: XmlElement): void {
    const name = textAt(group, "AutoScalingGroupName");
    const [list] = findAll(group, "Instances");
    for (const member of list?.children ?? []) this.showMember(member);
    for (const [id, leaving] of this.leaving) {
      const isListed = list?.children.some((one) => textAt(one, "InstanceId") === id) ?? true;
      if (leaving.group !== name || isListed) continue;
      const member = { ...leaving.member, children: [...leaving.member.children] };
      setChild(member, element("LifecycleState", "Terminating"));
      if (this.causes.has(id)) setChild(member, element("HealthStatus", "Unhealthy"));
      list?.children.push(member);
    }
  }

  private showMember(member: XmlElement): void {
    const isNew = textAt(member, "LifecycleState") === "InService";
    if (isNew && !this.instances.ran(textAt(member, "InstanceId") ?? "")) {
      setChild(member, element("LifecycleState", "Pending"));
    }
  }

  private elbStates(group: Group, id: string): { readonly state: string; readonly description: string }[] {
    return group.loadBalancers.map(
      (name) => this.instances.elbHealth(name).get(id) ?? { state: "OutOfService", description: NOT_REGISTERED },
    );
  }

  private newest(group: string): XmlElement[] {
    return this.activities.toXml(group)[0]?.children ?? [];
  }

  private get api(): GroupApi {
    if (this.client === undefined) throw new Error("the emulator has ended");
    return this.client;
  }

  private isClosed(): boolean {
    return this.client === undefined;
  }
}

const NOT_REGISTERED = "Instance is not currently registered with the LoadBalancer.";

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

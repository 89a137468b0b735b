import { randomUUID } from "node:crypto";

import type { MemberHealth } from "../running-groups/running-groups";
import type { GroupInstance, GroupState, RefreshedGroup, Template } from "./group";

/** The status of a refresh, in AWS's words. */
type Status =
  | "Pending"
  | "InProgress"
  | "Baking"
  | "Successful"
  | "Failed"
  | "Cancelling"
  | "Cancelled"
  | "RollbackInProgress"
  | "RollbackSuccessful";

const ACTIVE: readonly Status[] = ["Pending", "InProgress", "Baking", "Cancelling", "RollbackInProgress"];

/** How many instances a group may have while it is refreshed. */
interface Bounds {
  /** Minimum number in service. */
  readonly min: number;
  /** Maximum number in total. */
  readonly max: number;
}

/**
 * The bounds of a refresh, from its percentages of the desired capacity.
 *
 * AWS rounds the minimum up and the maximum down, and ignores the one that leaves no room to replace anything: more than
 * 100 percent is room to launch one instance first, and without that one instance may be out of service.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-instance-refresh-default-values.html
 */
export function boundsOf(desired: number, minPercent: number, maxPercent: number): Bounds {
  const [min, max] = [Math.ceil((desired * minPercent) / 100), Math.floor((desired * maxPercent) / 100)];
  if (maxPercent > 100) return { min, max: Math.max(max, desired + 1) };
  return { min: Math.min(min, desired - 1), max: desired };
}

/** What a refresh is requested to do. */
interface RefreshOptions {
  /** What instances are launched from. */
  readonly template: Template;
  readonly bounds: Bounds;
  /** Instances that were launched from the template already stay. */
  readonly skipMatching: boolean;
  readonly autoRollback: boolean;
  /** Milliseconds for which it bakes after its last replacement; undefined: it does not. */
  readonly bakeMs: number | undefined;
  /** Milliseconds until a new instance that is in service is warm. */
  readonly warmUpMs: number;
  /** Milliseconds until a new instance is in service, where instances do not run; else between two looks at them. */
  readonly stepMs: number;
  /** The health of instances that run; undefined: they do not, and are healthy unless the group says otherwise. */
  readonly health: MemberHealth | undefined;
  /** Milliseconds for which unhealthy instances are replaced by others, before the refresh fails. */
  readonly timeoutMs: number;
}

/** The termination of an unhealthy instance, as the group's activities report it. */
export interface Activity {
  readonly instanceId: string;
  readonly at: string;
}

const ELB_FAILURE = "in response to an ELB system health check failure";

/** One instance refresh: replaces a group's instances step by step, within its bounds. */
export class Refresh {
  readonly id = randomUUID();
  readonly started = new Date().toISOString();
  ended: string | undefined;
  status: Status = "Pending";
  reason: string | undefined;
  percent = 0;
  left = 0;
  /** Instances that are not in service yet. */
  readonly pending = new Set<string>();
  /** Instances that have failed their health checks. */
  readonly unhealthy = new Set<string>();
  readonly activities: Activity[] = [];
  private readonly launched = new Set<string>();
  private stopped = false;
  private wake: (() => void) | undefined;

  /**
   * @param desired the group's desired capacity, which a refresh does not change
   * @param before the group's launch template until the refresh has succeeded
   */
  constructor(
    private readonly group: RefreshedGroup,
    private readonly options: RefreshOptions,
    readonly desired: number,
    private readonly before: Template,
  ) {}

  get groupName(): string {
    return this.group.name;
  }

  get active(): boolean {
    return ACTIVE.includes(this.status);
  }

  /** Works until it has ended, successfully or not. */
  async run(): Promise<void> {
    try {
      await this.pause();
      if (this.status === "Pending") this.status = "InProgress";
      await this.replaceAll();
    } catch (error) {
      this.end("Failed", String(error));
    }
  }

  /** Starts no further replacement. */
  cancel(): void {
    this.status = "Cancelling";
    this.wake?.();
  }

  /** Replaces the new instances by others from the previous template. */
  rollBack(reason: string): void {
    this.status = "RollbackInProgress";
    this.reason = reason;
    this.wake?.();
  }

  /** Ends without waiting any longer, because the emulator stops. */
  close(): void {
    this.stopped = true;
    this.wake?.();
  }

  private async replaceAll(): Promise<void> {
    const { template, autoRollback, skipMatching } = this.options;
    const failure = await this.replace(template, "InProgress", skipMatching);
    if (failure === undefined && this.options.bakeMs !== undefined) await this.bake(this.options.bakeMs);
    if (this.stopped) return;
    if (this.status === "Cancelling") {
      this.end("Cancelled", "Cancelled due to user request.");
    } else if (this.status === "RollbackInProgress") {
      await this.restore();
    } else if (failure === undefined) {
      await this.group.setTemplate(template);
      this.end("Successful");
    } else if (autoRollback) {
      this.rollBack(failure);
      await this.restore();
    } else {
      this.end("Failed", failure);
    }
  }

  /** Waits after the last replacement and shows instances that become unhealthy; it can be rolled back meanwhile. */
  private async bake(bakeMs: number): Promise<void> {
    if (this.status !== "InProgress" || this.stopped) return;
    this.status = "Baking";
    const { instances, unhealthy } = await this.state();
    for (const { id } of unhealthy ? instances : []) this.unhealthy.add(id);
    await this.pause(bakeMs);
  }

  private async restore(): Promise<void> {
    const failure = await this.replace(this.before, "RollbackInProgress", true);
    if (this.stopped) return;
    if (failure === undefined) this.end("RollbackSuccessful", this.reason);
    else this.end("Failed", failure);
  }

  /**
   * Replaces instances for as long as the status stays.
   * @returns why it cannot continue
   */
  private async replace(template: Template, during: Status, skipMatching: boolean): Promise<string | undefined> {
    const { min, max } = this.options.bounds;
    const wanted = template["LaunchTemplate.Version"];
    const first = await this.state();
    const old = first.instances.filter(({ version }) => !skipMatching || version !== wanted).map(({ id }) => id);
    const total = old.length;
    while (old.length > 0 && this.status === during && !this.stopped) {
      this.progress(total, old.length, during);
      const { instances } = await this.state();
      const size = Math.max(max - instances.length, instances.length - min);
      const batch = old.splice(0, Math.max(1, Math.min(old.length, size)));
      // As many as fit are launched first; the others are terminated before their replacements are launched.
      const room = Math.min(batch.length, max - instances.length);
      const early = batch.slice(room);
      for (const id of early) await this.group.terminate(id);
      const fresh = await this.launch(instances, early.length, batch.length, template);
      const failure = during === "InProgress" ? await this.makeHealthy(fresh, template) : undefined;
      if (failure !== undefined) return failure;
      for (const id of batch.slice(0, room)) await this.group.terminate(id);
      this.progress(total, old.length, during);
    }
    return undefined;
  }

  /** Launches some instances, and waits until they are in service and warm. */
  private async launch(
    instances: readonly GroupInstance[],
    terminated: number,
    count: number,
    template: Template,
  ): Promise<readonly GroupInstance[]> {
    const known = new Set(instances.map(({ id }) => id));
    await this.group.scaleOut(instances.length - terminated + count, template, this.before);
    const fresh = (await this.state()).instances.filter(({ id }) => !known.has(id));
    for (const { id } of fresh) {
      this.pending.add(id);
      this.launched.add(id);
      this.options.health?.refreshed.add(id);
    }
    if (await this.becomeHealthy(fresh)) this.pending.clear();
    const [one] = fresh;
    if (this.status === "InProgress" && one !== undefined) {
      this.reason = `Waiting for instances to warm up before continuing. For example: ${one.id} is warming up.`;
    }
    await this.warmUp(fresh);
    return fresh;
  }

  /** Waits until new instances are warm, or one has become unhealthy. */
  private async warmUp(fresh: readonly GroupInstance[]): Promise<void> {
    const { health, warmUpMs } = this.options;
    if (health === undefined) return this.pause(warmUpMs);
    const during = this.status;
    for (const end = Date.now() + warmUpMs; Date.now() < end && !this.stopped && this.status === during;) {
      if (this.pending.size > 0 || (await this.unhealthyOf(fresh)).size > 0) return;
      await this.pause();
    }
  }

  /** Waits until new instances are in service, or fail their health checks. */
  private async becomeHealthy(fresh: readonly GroupInstance[]): Promise<boolean> {
    const { health } = this.options;
    if (health === undefined) {
      await this.pause();
      // Instances of the previous template are healthy.
      return this.status === "RollbackInProgress" || !(await this.state()).unhealthy;
    }
    const during = this.status;
    while (!this.stopped && this.status === during) {
      const inService = await Promise.all(fresh.map(({ id }) => health.inService(this.group.name, id)));
      if (inService.every((one) => one)) return true;
      if ((await this.unhealthyOf(fresh)).size > 0) return false;
      const waiting = fresh[inService.indexOf(false)]?.id ?? "";
      // A rollback keeps its own reason.
      if (during === "InProgress") {
        this.reason = `Waiting for remaining instances to be available. For example: ${waiting} is not healthy yet.`;
      }
      await this.pause();
    }
    return false;
  }

  /** The unhealthy ones of new instances, each with the cause. */
  private async unhealthyOf(fresh: readonly GroupInstance[]): Promise<ReadonlyMap<string, string>> {
    const { health } = this.options;
    if (health === undefined) {
      return new Map((await this.state()).unhealthy ? fresh.map(({ id }) => [id, ELB_FAILURE]) : []);
    }
    const causes = await Promise.all(fresh.map(({ id }) => health.unhealthyBecause(this.group.name, id)));
    return new Map(
      fresh.flatMap(({ id }, index) => (causes[index] === undefined ? [] : [[id, causes[index]] as const])),
    );
  }

  /**
   * Replaces new instances by others until they are healthy or the timeout ends.
   * @returns why it cannot continue
   */
  private async makeHealthy(fresh: readonly GroupInstance[], template: Template): Promise<string | undefined> {
    const deadline = Date.now() + this.options.timeoutMs;
    for (let tried = fresh; (await this.unhealthyOf(tried)).size > 0;) {
      await this.discard(tried);
      if (this.status !== "InProgress" || this.stopped || Date.now() >= deadline) {
        return `Instance refresh failed: instance ${tried[0]?.id ?? ""} did not pass its ELB health checks.`;
      }
      tried = await this.launch((await this.state()).instances, 0, tried.length, template);
    }
    return undefined;
  }

  /** Shows for a while that instances are unhealthy, then terminates them. */
  private async discard(unhealthy: readonly GroupInstance[]): Promise<void> {
    const causes = await this.unhealthyOf(unhealthy);
    for (const { id } of unhealthy) {
      this.unhealthy.add(id);
      if (this.options.health === undefined) this.activities.unshift({ instanceId: id, at: new Date().toISOString() });
      else await this.options.health.mark(id, causes.get(id) ?? ELB_FAILURE);
    }
    await this.pause();
    for (const { id } of unhealthy) {
      await this.group.terminate(id);
      this.unhealthy.delete(id);
      this.pending.delete(id);
    }
  }

  private async state(): Promise<GroupState> {
    const state = await this.group.state();
    if (state === undefined) throw new Error(`AutoScalingGroup name not found - ${this.group.name}`);
    return state;
  }

  private progress(total: number, left: number, during: Status): void {
    const done = Math.floor(((total - left) / total) * 100);
    // A rollback decreases it to zero.
    this.percent = during === "InProgress" ? done : Math.min(this.percent, 100 - done);
    if (during === "InProgress") this.left = left;
  }

  private end(status: Status, reason?: string): void {
    for (const id of this.launched) this.options.health?.refreshed.delete(id);
    this.status = status;
    this.reason = reason;
    this.ended = new Date().toISOString();
    this.pending.clear();
    if (status === "Successful") Object.assign(this, { percent: 100, left: 0 });
  }

  private pause(ms = this.options.stepMs): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

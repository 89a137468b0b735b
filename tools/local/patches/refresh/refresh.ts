import { randomUUID } from "node:crypto";

import { runs, type GroupInstance, type GroupState, type RefreshedGroup, type Template } from "./group";
import type { NewInstances, Waiting } from "./new-instances";

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

/** While a group is refreshed, it has at least `min` instances in service, and at most `max` in total. */
interface Bounds {
  readonly min: number;
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
  /** Waits for the health of the instances that it launches. */
  readonly newInstances: NewInstances;
  /** Milliseconds for which unhealthy instances are replaced by others, before the refresh fails. */
  readonly timeoutMs: number;
}

/** The termination of an unhealthy instance, as the group's activities report it. */
export interface Activity {
  readonly instanceId: string;
  readonly at: string;
}

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
    // From here on Auto Scaling replaces them as it does any other.
    this.options.newInstances.end();
    const unhealthy = await this.options.newInstances.unhealthy((await this.state()).instances);
    for (const id of unhealthy.keys()) this.unhealthy.add(id);
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
    const first = await this.state();
    const old = first.instances.filter((one) => !skipMatching || !runs(one, template)).map(({ id }) => id);
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
      // Cancelled or rolled back before new ones were in service: those that they were to replace stay.
      const isStopped = this.status !== during && this.pending.size > 0 && early.length === 0;
      for (const id of isStopped ? [...this.pending] : batch.slice(0, room)) await this.group.terminate(id);
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
    for (const { id } of fresh) this.pending.add(id);
    const { newInstances, warmUpMs } = this.options;
    newInstances.added(fresh);
    const during = this.status;
    const waiting = this.waiting();
    // Instances of the previous template are healthy.
    const isHealthy = await newInstances.becomeHealthy(fresh, waiting);
    if (isHealthy || during === "RollbackInProgress") this.pending.clear();
    const [one] = fresh;
    if (this.status === "InProgress" && one !== undefined) {
      this.reason = `Waiting for instances to warm up before continuing. For example: ${one.id} is warming up.`;
    }
    await newInstances.warmUp(fresh, warmUpMs, waiting);
    return fresh;
  }

  private waiting(): Waiting {
    const during = this.status;
    return {
      continues: () => !this.stopped && this.status === during,
      pause: (ms) => this.pause(ms),
      waitsFor: (id) => {
        const reason = `Waiting for remaining instances to be available. For example: ${id} is not healthy yet.`;
        // A rollback keeps its own.
        if (during === "InProgress") this.reason = reason;
      },
    };
  }

  /**
   * Replaces new instances by others until they are healthy or the timeout ends.
   * @returns why it cannot continue
   */
  private async makeHealthy(fresh: readonly GroupInstance[], template: Template): Promise<string | undefined> {
    const deadline = Date.now() + this.options.timeoutMs;
    for (let tried = fresh; (await this.options.newInstances.unhealthy(tried)).size > 0;) {
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
    for (const { id } of unhealthy) {
      this.unhealthy.add(id);
      const isReported = await this.options.newInstances.mark(id);
      if (!isReported) this.activities.unshift({ instanceId: id, at: new Date().toISOString() });
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
    this.options.newInstances.end();
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

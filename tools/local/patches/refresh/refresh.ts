import { randomUUID } from "node:crypto";

import type { RefreshedGroup, Server, Template } from "./group";
import { isActive, type Activity, type RefreshOrder, type Status } from "./order";

/** One instance refresh: replaces a group's servers step by step, within its bounds. */
export class Refresh {
  readonly id = randomUUID();
  readonly started = new Date().toISOString();
  ended: string | undefined;
  status: Status = "Pending";
  reason: string | undefined;
  percent = 0;
  left = 0;
  /** Servers that are not in service yet. */
  readonly pending = new Set<string>();
  /** Servers that have failed their health checks. */
  readonly unhealthy = new Set<string>();
  readonly activities: Activity[] = [];
  private stopped = false;
  private wake: (() => void) | undefined;

  /**
   * @param desired the group's desired capacity, which a refresh does not change
   * @param before what the group launches its servers from until all is well
   */
  constructor(
    private readonly group: RefreshedGroup,
    private readonly order: RefreshOrder,
    readonly desired: number,
    private readonly before: Template,
  ) {}

  get groupName(): string {
    return this.group.name;
  }

  get active(): boolean {
    return isActive(this.status);
  }

  /** Works until it has ended, well or not. */
  async run(): Promise<void> {
    try {
      await this.pause();
      if (this.status === "Pending") this.status = "InProgress";
      await this.forwards();
    } catch (error) {
      this.end("Failed", String(error));
    }
  }

  /** Starts no further replacement. */
  cancel(): void {
    this.status = "Cancelling";
  }

  /** Replaces what has been replaced by what was there before. */
  rollBack(reason: string): void {
    this.status = "RollbackInProgress";
    this.reason = reason;
  }

  /** Ends whatever waits: the emulator is going. */
  close(): void {
    this.stopped = true;
    this.wake?.();
  }

  private async forwards(): Promise<void> {
    const { template, autoRollback, skipMatching } = this.order;
    const fault = await this.replace(template, "InProgress", skipMatching);
    if (fault === undefined && this.order.bakes) await this.bake();
    if (this.stopped) return;
    if (this.status === "Cancelling") {
      this.end("Cancelled", "Cancelled due to user request.");
    } else if (this.status === "RollbackInProgress") {
      await this.backwards();
    } else if (fault === undefined) {
      await this.group.keep(template);
      this.end("Successful");
    } else if (autoRollback) {
      this.rollBack(fault);
      await this.backwards();
    } else {
      this.end("Failed", fault);
    }
  }

  /** Waits after the last replacement, with servers that turn ill shown as such; it can be rolled back meanwhile. */
  private async bake(): Promise<void> {
    if (this.status !== "InProgress" || this.stopped) return;
    this.status = "Baking";
    const { servers, ill } = await this.servers();
    for (const { id } of ill ? servers : []) this.unhealthy.add(id);
    await this.pause();
  }

  private async backwards(): Promise<void> {
    const fault = await this.replace(this.before, "RollbackInProgress", true);
    if (this.stopped) return;
    if (fault === undefined) this.end("RollbackSuccessful", this.reason);
    else this.end("Failed", fault);
  }

  /**
   * Replaces servers for as long as the status stays.
   * @returns why it cannot go on
   */
  private async replace(template: Template, during: Status, skipMatching: boolean): Promise<string | undefined> {
    const { min, max } = this.order.bounds;
    const wanted = template["LaunchTemplate.Version"];
    const first = await this.servers();
    const old = first.servers.filter(({ version }) => !skipMatching || version !== wanted).map(({ id }) => id);
    const all = old.length;
    while (old.length > 0 && this.status === during && !this.stopped) {
      this.progress(all, old.length, during);
      const { servers } = await this.servers();
      const away = old.splice(
        0,
        Math.max(1, Math.min(old.length, Math.max(max - servers.length, servers.length - min))),
      );
      // As many as fit are launched first; what finds no room waits until an old one has gone.
      const room = Math.min(away.length, max - servers.length);
      const early = away.slice(room);
      for (const id of early) await this.group.terminate(id);
      const fresh = await this.launch(servers, early, away.length, template);
      const fault = during === "InProgress" ? await this.makeHealthy(fresh, template) : undefined;
      if (fault !== undefined) return fault;
      for (const id of away.slice(0, room)) await this.group.terminate(id);
      this.progress(all, old.length, during);
    }
    return undefined;
  }

  /** Launches as many servers, and waits until they are in service and warm. */
  private async launch(
    servers: readonly Server[],
    gone: readonly string[],
    count: number,
    template: Template,
  ): Promise<readonly Server[]> {
    const known = new Set(servers.map(({ id }) => id));
    await this.group.grow(servers.length - gone.length + count, template, this.before);
    const fresh = (await this.servers()).servers.filter(({ id }) => !known.has(id));
    for (const { id } of fresh) this.pending.add(id);
    await this.pause();
    // Old ones, to which it goes back, are well.
    if (this.status === "RollbackInProgress" || !(await this.servers()).ill) this.pending.clear();
    const [one] = fresh;
    if (this.status === "InProgress" && one !== undefined) {
      this.reason = `Waiting for instances to warm up before continuing. For example: ${one.id} is warming up.`;
    }
    await this.pause();
    return fresh;
  }

  /**
   * Replaces new servers by others like them for as long as they are ill and there is patience.
   * @returns why it cannot go on
   */
  private async makeHealthy(fresh: readonly Server[], template: Template): Promise<string | undefined> {
    const until = Date.now() + this.order.patienceMs;
    for (let tried = fresh; (await this.servers()).ill;) {
      await this.discard(tried);
      if (this.status !== "InProgress" || this.stopped || Date.now() >= until) {
        return `Instance refresh failed: instance ${tried[0]?.id ?? ""} did not pass its ELB health checks.`;
      }
      tried = await this.launch((await this.servers()).servers, [], tried.length, template);
    }
    return undefined;
  }

  /** Shows for a while that servers are ill, and terminates them. */
  private async discard(ill: readonly Server[]): Promise<void> {
    for (const { id } of ill) {
      this.unhealthy.add(id);
      this.activities.unshift({ serverId: id, at: new Date().toISOString() });
    }
    await this.pause();
    for (const { id } of ill) {
      await this.group.terminate(id);
      this.unhealthy.delete(id);
      this.pending.delete(id);
    }
  }

  private async servers(): Promise<{ servers: readonly Server[]; ill: boolean }> {
    const now = await this.group.now();
    if (now === undefined) throw new Error(`AutoScalingGroup name not found - ${this.group.name}`);
    return now;
  }

  private progress(all: number, left: number, during: Status): void {
    const done = Math.floor(((all - left) / all) * 100);
    // It goes back down to zero during a rollback.
    this.percent = during === "InProgress" ? done : Math.min(this.percent, 100 - done);
    if (during === "InProgress") this.left = left;
  }

  private end(status: Status, reason?: string): void {
    this.status = status;
    this.reason = reason;
    this.ended = new Date().toISOString();
    this.pending.clear();
    if (status === "Successful") Object.assign(this, { percent: 100, left: 0 });
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.order.stepMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

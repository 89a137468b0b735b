import type { MemberHealth } from "../running-groups/running-groups";
import type { GroupInstance, RefreshedGroup } from "./group";

const ELB_FAILURE = "in response to an ELB system health check failure";

/** What a refresh is doing while it waits. */
export interface Waiting {
  /** Whether it still does the same. */
  readonly continues: () => boolean;
  /** Until the next step; ends early when the refresh has something else to do. */
  readonly pause: (ms?: number) => Promise<void>;
  /** Receives the id of an instance that is not in service yet. */
  readonly waitsFor: (id: string) => void;
}

/** Waits for the health of the instances that a refresh has launched. */
export interface NewInstances {
  added(fresh: readonly GroupInstance[]): void;
  /** Waits until all are in service; false: one fails its health checks, or the refresh does something else now. */
  becomeHealthy(fresh: readonly GroupInstance[], waiting: Waiting): Promise<boolean>;
  /** Waits until all are warm, or one has become unhealthy. */
  warmUp(fresh: readonly GroupInstance[], warmUpMs: number, waiting: Waiting): Promise<void>;
  /** The unhealthy ones, each with the cause. */
  unhealthy(fresh: readonly GroupInstance[]): Promise<ReadonlyMap<string, string>>;
  /** Reports an instance as unhealthy; true: Auto Scaling reports its termination itself. */
  mark(id: string): Promise<boolean>;
  /** The refresh has ended. */
  end(): void;
}

/** Instances that do not run: a step later they are in service, unless the group says that they are unhealthy. */
export class StandInInstances implements NewInstances {
  constructor(private readonly group: RefreshedGroup) {}

  added(): void {
    // There is nothing to know about them.
  }

  async becomeHealthy(_: readonly GroupInstance[], { pause, continues }: Waiting): Promise<boolean> {
    await pause();
    return continues() && !(await this.areUnhealthy());
  }

  warmUp(_: readonly GroupInstance[], warmUpMs: number, { pause }: Waiting): Promise<void> {
    return pause(warmUpMs);
  }

  async unhealthy(fresh: readonly GroupInstance[]): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.areUnhealthy()) ? fresh.map(({ id }) => [id, ELB_FAILURE]) : []);
  }

  mark(): Promise<boolean> {
    return Promise.resolve(false);
  }

  end(): void {
    // There is nothing to forget.
  }

  private async areUnhealthy(): Promise<boolean> {
    return (await this.group.state())?.unhealthy === true;
  }
}

/** Instances that run: they have started, and every load balancer of their group has them in service. */
export class HealthCheckedInstances implements NewInstances {
  private readonly launched = new Set<string>();

  constructor(
    private readonly group: string,
    private readonly health: MemberHealth,
  ) {}

  added(fresh: readonly GroupInstance[]): void {
    for (const { id } of fresh) {
      this.launched.add(id);
      this.health.refreshed.add(id);
    }
  }

  async becomeHealthy(fresh: readonly GroupInstance[], waiting: Waiting): Promise<boolean> {
    while (waiting.continues()) {
      const inService = await Promise.all(fresh.map(({ id }) => this.health.inService(this.group, id)));
      if (inService.every((one) => one)) return true;
      if ((await this.unhealthy(fresh)).size > 0) return false;
      waiting.waitsFor(fresh[inService.indexOf(false)]?.id ?? "");
      await waiting.pause();
    }
    return false;
  }

  async warmUp(fresh: readonly GroupInstance[], warmUpMs: number, waiting: Waiting): Promise<void> {
    for (const end = Date.now() + warmUpMs; Date.now() < end && waiting.continues();) {
      if ((await this.unhealthy(fresh)).size > 0) return;
      await waiting.pause();
    }
  }

  async unhealthy(fresh: readonly GroupInstance[]): Promise<ReadonlyMap<string, string>> {
    const causes = await Promise.all(
      fresh.map(async ({ id }) => [id, await this.health.unhealthyBecause(this.group, id)] as const),
    );
    return new Map(causes.flatMap(([id, cause]) => (cause === undefined ? [] : [[id, cause] as const])));
  }

  async mark(id: string): Promise<boolean> {
    await this.health.mark(id, (await this.health.unhealthyBecause(this.group, id)) ?? ELB_FAILURE);
    return true;
  }

  end(): void {
    for (const id of this.launched) this.health.refreshed.delete(id);
  }
}

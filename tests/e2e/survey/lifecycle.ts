import { expect } from "chai";

import { messageOf } from "../../../lib/user-error";
import { Aws } from "../support/aws";
import { EmulatedStage } from "../support/emulated-stage";
import { FaultInjector, type Interrupted } from "../support/faults/injector";
import { addedSince, takeInventory, type Inventory } from "../support/inventory";
import { changeSettings } from "../support/stage-settings";
import { describeAccount } from "./account";
import { changesOf, SCRIPT, type Change, type Stage } from "./changes";
import { FAULTS, type Reference, type Row } from "./record";
import type { Trial } from "./choice";

/** Longer than any command takes, so that one that hangs is noticed. */
const LIMIT_SECONDS = 1200;

/**
 * Calls whose errors the provider only logs, so that nobody can report them: the tags of a root volume, and the end of an
 * instance's termination protection, without which AWS would refuse the termination that follows.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/ec2_instance.go
 */
const ONLY_LOGGED = /^(CreateTags vol|ModifyInstanceAttribute DisableApiTermination) /;

export interface LifecycleIo {
  readonly onRow: (row: Row) => void;
  readonly say: (line: string) => void;
  /** Keeps the output of a failure, and returns the name of its file. */
  readonly keep: (name: string, text: string) => string;
}

/** A stage of its own emulator that goes through its changes, with or without faults. */
class Lifecycle {
  private readonly emulated: EmulatedStage;
  private readonly injector: FaultInjector;
  private empty: Inventory = {};

  /** @param name distinguishes its folder from those of others */
  constructor(
    private readonly stage: Stage,
    name: string,
    private readonly io: LifecycleIo,
  ) {
    this.emulated = new EmulatedStage(stage, name);
    this.injector = new FaultInjector(this.emulated, stage, LIMIT_SECONDS);
  }

  async start(): Promise<void> {
    await this.emulated.start();
    this.emulated.write(SCRIPT.file, SCRIPT.text);
    this.empty = await takeInventory(this.aws);
  }

  async stop(): Promise<void> {
    this.injector.close();
    await this.emulated.stop();
  }

  private get aws(): Aws {
    return new Aws(this.emulated.endpoint);
  }

  /** Makes a change without faults. */
  async applyWithoutFaults(change: Change): Promise<Reference> {
    changeSettings(this.emulated, this.stage, change.settings);
    const { status, output, points } = await this.injector.run(() => undefined, change.command);
    expect(status, output).to.equal(0);
    return { stage: this.stage, change: change.name, points, account: await describeAccount(this.aws, this.empty) };
  }

  /**
   * Makes a change whose calls meet faults, with a recovery after each command that does not succeed, until none is left.
   * Then the account must be as without faults, a preview and a recovery must have nothing to do.
   * @throws Error when something is not as it must be; the rows say so too
   */
  async applyWithFaults(change: Change, trials: readonly Trial[], { account }: Reference): Promise<void> {
    changeSettings(this.emulated, this.stage, change.settings);
    const left = new Map<string, Trial[]>();
    for (const trial of trials) left.set(trial.point, [...(left.get(trial.point) ?? []), trial]);
    const rows: Row[] = [];
    try {
      for (;;) {
        const { result, hit } = await this.interrupt(change, left);
        if (hit.length === 0) {
          if (result.status !== 0) throw new Failure(`${change.command} failed without a fault`, result.output);
          break;
        }
        rows.push(...(await this.afterwards(change, hit, result)));
      }
      await this.compare(change, account);
    } catch (error) {
      const message = messageOf(error);
      const output = error instanceof Failure ? error.output : "";
      const file = this.io.keep(`${this.stage}-${change.name.replaceAll(" ", "-")}`, `${message}\n${output}`);
      const reason = `${message.split("\n")[0]} (${file})`;
      this.io.say(`  FAILED: ${reason}`);
      for (const row of error instanceof FaultFailure ? error.rows : rows) {
        this.io.onRow({ ...row, outcome: "failed", reason });
      }
      throw error;
    }
    for (const row of rows) this.io.onRow(row);
  }

  /** Runs the command once. */
  private async interrupt(
    { command }: Change,
    left: Map<string, Trial[]>,
  ): Promise<{ readonly result: Interrupted; readonly hit: readonly Trial[] }> {
    const hit: Trial[] = [];
    const result = await this.injector.run((point) => {
      const trials = left.get(point) ?? [];
      const index = trials.findIndex(({ fault }) => goesWith(fault, hit));
      const [trial] = index < 0 ? [] : trials.splice(index, 1);
      if (trial === undefined) return undefined;
      hit.push(trial);
      return FAULTS[trial.fault];
    }, command);
    return { result, hit };
  }

  private async afterwards(change: Change, hit: readonly Trial[], result: Interrupted): Promise<readonly Row[]> {
    const { status, output, isTooLong } = result;
    const names = hit.map(({ point, fault }) => `${fault} ${point}`).join(", ");
    const rowsAs = (row: Pick<Row, "outcome" | "deleted" | "cleared">): readonly Row[] =>
      hit.map((trial) => ({ ...trial, ...row }));
    const fail = (reason: string, text = output): never => {
      throw new FaultFailure(`${reason}: ${names}`, text, rowsAs({ outcome: "failed" }));
    };
    if (isTooLong) fail(`${change.command} did not end within ${LIMIT_SECONDS} s`);
    const [failing] = hit.filter(({ fault }) => fault === "failing");
    if (status === 0 && failing !== undefined) {
      if (!ONLY_LOGGED.test(failing.point)) fail("An error for ever was not reported");
      const refreshed = await this.emulated.tryPulumi("up", "--refresh", "--yes", "--skip-preview");
      if (refreshed.status !== 0) fail("pulumi up --refresh failed", refreshed.output);
      this.io.say(`  refreshed: ${names}`);
      return hit.map((trial) => ({ ...trial, outcome: trial === failing ? "refreshed" : "invisible" }));
    }
    if (status === 0) {
      this.io.say(`  invisible: ${names}`);
      return rowsAs({ outcome: "invisible" });
    }
    if (status !== null && hit.every(({ fault }) => fault === "error" || fault === "throttled")) {
      fail("An error that happened once ended the command");
    }
    for (const { point, fault } of hit) {
      const [action = ""] = point.split(" ");
      if (fault === "failing" && !(output.includes(action) && /\w+:\w+[:/]\S+ \(\S+\):/.test(output))) {
        fail("The command did not name the call and the resource that failed");
      }
    }
    const start = Date.now();
    // Where instances run that only a lost response explains, it asks in any case.
    const finished = await this.emulated.answering("y\n", {}, "recover", this.stage, "--yes");
    const text = finished.stdout + finished.stderr;
    if (finished.status !== 0) fail("npm run recover failed", `${output}\n----\n${text}`);
    const [, deleted = 0, cleared = 0] = /deleted (\d+) resources? and cleared (\d+) operations?/.exec(text) ?? [];
    const seconds = Math.round((Date.now() - start) / 1000);
    this.io.say(`  recovered in ${seconds} s, deleted ${deleted}, cleared ${cleared}: ${names}`);
    return rowsAs({ outcome: "recovered", deleted: Number(deleted), cleared: Number(cleared) });
  }

  private async compare({ command }: Change, account: Reference["account"]): Promise<void> {
    if (command === "destroy") {
      // A deletion whose lost response was invisible may have left something.
      const { status, stdout, stderr } = await this.emulated.answering("", {}, "recover", this.stage, "--yes");
      if (status !== 0) throw new Failure("npm run recover failed", stdout + stderr);
      const rest = addedSince(this.empty, await takeInventory(this.aws));
      if (Object.keys(rest).length > 0) throw new Failure("Resources are left over", JSON.stringify(rest));
      return;
    }
    try {
      expect(await describeAccount(this.aws, this.empty)).to.deep.equal(account);
    } catch (error) {
      const { actual, expected } = error as { readonly actual?: unknown; readonly expected?: unknown };
      throw new Failure("The account differs from one without faults", JSON.stringify({ actual, expected }, null, 1));
    }
    const preview = await this.emulated.tryPulumi("preview", "--expect-no-changes", "--diff");
    if (preview.status !== 0) throw new Failure("A second preview has changes", preview.output);
    const { stdout, stderr } = await this.emulated.npm("recover", this.stage, "--dry-run");
    if (!stdout.includes("nothing to recover")) throw new Failure("Recovery has something left to do", stdout + stderr);
  }
}

class Failure extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

/** A failure of certain faults only. */
class FaultFailure extends Failure {
  constructor(
    message: string,
    output: string,
    readonly rows: readonly Row[],
  ) {
    super(message, output);
  }
}

/** A lost response may end the command, which an error that happens once must not: the same command never meets both. */
function goesWith(fault: Row["fault"], hit: readonly Trial[]): boolean {
  const has = (...faults: readonly Row["fault"][]) => hit.some((one) => faults.includes(one.fault));
  if (has("failing", "kill", "kill before", "kill alone")) return false;
  if (fault.startsWith("kill")) return true;
  if (fault === "lost") return !has("error", "throttled");
  return !has("lost");
}

/** The changes of a lifecycle with some of them: deployment and deletion, and those that take a change back. */
export function changesToMake(stage: Stage, wanted: readonly string[]): readonly Change[] {
  const isWanted = ({ name, pair = name }: Change) => wanted.includes(name) || wanted.includes(pair);
  return changesOf(stage).filter((change, index, all) => index === 0 || index === all.length - 1 || isWanted(change));
}

/** Goes through a whole lifecycle. */
export async function runLifecycle(
  stage: Stage,
  name: string,
  trials: readonly Trial[],
  references: readonly Reference[],
  io: LifecycleIo,
): Promise<void> {
  const lifecycle = new Lifecycle(stage, name, io);
  await lifecycle.start();
  try {
    for (const change of changesToMake(
      stage,
      trials.map(({ change }) => change),
    )) {
      const own = trials.filter((trial) => trial.change === change.name);
      const reference = references.find((one) => one.change === change.name);
      io.say(`${stage}: ${change.name}, ${own.length} faults`);
      if (own.length === 0 || reference === undefined) await lifecycle.applyWithoutFaults(change);
      else await lifecycle.applyWithFaults(change, own, reference);
    }
  } finally {
    await lifecycle.stop();
  }
}

/** Goes through a lifecycle without faults. */
export async function recordReferences(
  stage: Stage,
  name: string,
  { say }: Pick<LifecycleIo, "say">,
  changes: readonly Change[],
  onReference: (reference: Reference) => void,
): Promise<void> {
  const lifecycle = new Lifecycle(stage, name, { say, onRow: () => undefined, keep: () => "" });
  await lifecycle.start();
  try {
    for (const change of changes) {
      say(`${stage}: ${change.name}, without faults`);
      onReference(await lifecycle.applyWithoutFaults(change));
    }
  } finally {
    await lifecycle.stop();
  }
}

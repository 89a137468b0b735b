import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import type { Sandbox } from "../sandbox";
import { Console } from "./console";
import { ENTER, POWER_OFF, PREPARE, REMOVE, START } from "./scripts";

/** How an instance ended: it powered itself off or was told to, or its first process died. */
export type End = "power-off" | "crash";

export interface Launch {
  readonly id: string;
  readonly imageId: string;
  /** Files of its own by path, such as its user data for cloud-init. */
  readonly files: Readonly<Record<string, string | Buffer>>;
}

interface Machine {
  readonly console: Console;
  process: ChildProcess | undefined;
}

/** Exit status of systemd-nspawn for a reboot. */
const REBOOT = 133;

/** What a container lacks: the last line of a kernel. */
const POWERED_DOWN = "reboot: Power down";

/** The instances that run: each is a container of systemd over an image's files, with its own network and processes. */
export class Instances {
  private readonly machines = new Map<string, Machine>();
  /** Folders of an image, the uppermost first, without the base root. */
  private readonly images = new Map<string, readonly string[]>();

  /**
   * @param baseRoot the files of every Amazon Linux image
   * @param ended is called when an instance has ended, for any reason but `terminate`
   */
  constructor(
    private readonly sandbox: Sandbox,
    private readonly baseRoot: string,
    private readonly ended: (id: string, end: End) => void,
  ) {}

  /** Launched, and not terminated. */
  has(id: string): boolean {
    return this.machines.has(id);
  }

  isRunning(id: string): boolean {
    return this.machines.get(id)?.process !== undefined;
  }

  ids(): string[] {
    return [...this.machines.keys()];
  }

  /** The console output since the last start; empty for an unknown instance. */
  console(id: string): string {
    return this.machines.get(id)?.console.text() ?? "";
  }

  /** The console's file on this computer. */
  consoleFile(id: string): string {
    return this.sandbox.hostPath(`/run/machines/${id}/console`);
  }

  /** Makes an instance's volume and starts it; its network namespace must exist. */
  async launch({ id, imageId, files }: Launch): Promise<void> {
    const console = new Console(this.consoleFile(id));
    const machine: Machine = { console, process: undefined };
    this.machines.set(id, machine);
    const folder = this.sandbox.hostPath(`/run/machines/${id}/up`);
    for (const [file, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), content, { mode: file.endsWith("user-data") ? 0o600 : 0o644 });
    }
    const layers = [...(this.images.get(imageId) ?? []), this.baseRoot].join(":");
    await this.sandbox.run(PREPARE, { env: this.environment(id, { LAYERS: layers }) });
    this.start(id);
  }

  /** Starts an instance that was stopped. */
  start(id: string): void {
    const machine = this.machines.get(id);
    if (machine === undefined || machine.process !== undefined) return;
    machine.process = this.sandbox.spawn(["/bin/sh", "-ec", START], {
      netns: id,
      env: this.environment(id),
      stdio: "ignore",
    });
    const process = machine.process;
    process.on("exit", (status) => {
      if (this.machines.get(id) !== machine || machine.process !== process) return;
      machine.process = undefined;
      if (status === REBOOT) {
        this.start(id);
        return;
      }
      machine.console.append(status === 0 ? POWERED_DOWN : `Kernel panic - not syncing: status ${String(status)}`);
      this.ended(id, status === 0 ? "power-off" : "crash");
    });
  }

  /** Presses the power button: the instance ends when its services have. */
  async powerOff(id: string): Promise<void> {
    if (this.isRunning(id)) await this.sandbox.run(POWER_OFF, { env: this.environment(id) });
  }

  /** Ends an instance and deletes its volume. */
  async terminate(id: string): Promise<void> {
    const machine = this.machines.get(id);
    this.machines.delete(id);
    if (machine !== undefined) await this.sandbox.run(REMOVE, { env: this.environment(id) });
  }

  /** Makes an image of an instance's volume as it is now. */
  async createImage(imageId: string, instanceId: string): Promise<void> {
    const folder = `/run/machines/images/${imageId}`;
    // The seed of the first start is the instance's own.
    const script = `mkdir -p ${folder} && cp -a /run/machines/${instanceId}/up/. ${folder} &&
      rm -rf ${folder}/etc/hostname ${folder}/etc/hosts ${folder}/var/lib/cloud/seed`;
    const layers = await this.layersOf(instanceId);
    await this.sandbox.run(script);
    this.images.set(imageId, [folder, ...layers]);
  }

  /** Starts a command in an instance. */
  enter(id: string, command: readonly string[]): ChildProcess {
    const env = { ...this.environment(id), TERM: process.env.TERM ?? "dumb" };
    return this.sandbox.spawn(["/bin/sh", "-ec", ENTER, "sh", ...command], { env });
  }

  private async layersOf(id: string): Promise<readonly string[]> {
    const layers = (await this.sandbox.run(`cat /run/machines/${id}/layers`)).trim().split(":");
    return layers.filter((layer) => layer !== this.baseRoot);
  }

  private environment(id: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      ID: id,
      FOLDER: `/run/machines/${id}`,
      GROUP: this.sandbox.controlGroup(id),
      ...more,
    };
  }
}

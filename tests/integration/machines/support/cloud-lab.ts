import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";

import { baseRoot, caFolder } from "../../../../tools/local/machines/base-root/base-root";
import { seedFiles } from "../../../../tools/local/machines/base-root/seed-files";
import type { Cloud, Instance } from "../../../../tools/local/machines/cloud";
import { Instances, type Launch } from "../../../../tools/local/machines/instances/instances";
import { Network } from "../../../../tools/local/machines/network/network";
import { Sandbox } from "../../../../tools/local/machines/sandbox";
import { startServices, type Services } from "../../../../tools/local/machines/services/services";
import { instance, rule, stageCloud } from "../../../support/stage-cloud";
import { until } from "./traffic";

const ROOT = path.join(__dirname, "..", "..", "..", "..");

export interface Run {
  readonly status: number | null;
  /** Standard output and standard error. */
  readonly output: string;
}

/** The base root. Building it takes a minute, once. */
export function buildBaseRoot(): Promise<string> {
  return baseRoot(ROOT, (line) => {
    console.log(`      ${line}`);
  });
}

/** User data that begins with another script. */
export function withFirst(userData: string, script: string): string {
  return userData.replace("\n", () => `\n${script}\n`);
}

/** User data that begins with calls of functions of `user-data-fakes.sh`. */
export function withFakes(userData: string, calls: string): string {
  return withFirst(userData, `${fs.readFileSync(path.join(__dirname, "user-data-fakes.sh"), "utf8")}\n${calls}`);
}

/** A stage with other instances, in which security groups and source/destination checks block nothing. */
export function openCloud(
  instances: readonly (Pick<Instance, "id" | "privateAddress" | "subnetId"> & Partial<Instance>)[],
): Cloud {
  const anything = rule("-1", [-1, -1], "0.0.0.0/0");
  return {
    ...stageCloud,
    loadBalancers: [],
    securityGroups: [{ id: "sg-open", name: "open", ingress: [anything], egress: [anything] }],
    instances: instances.map((it) => instance({ securityGroupIds: ["sg-open"], sourceDestCheck: false, ...it })),
  };
}

/** The network of a cloud and the services around it; tests launch its instances. */
export class CloudLab {
  private readonly off = new Set<string>();
  private readonly instances: Instances;

  private constructor(
    readonly sandbox: Sandbox,
    readonly network: Network,
    private readonly services: Services,
    private readonly cloud: Cloud,
    root: string,
  ) {
    this.instances = new Instances(sandbox, root, (id) => this.off.add(id));
  }

  /** @param endpoint of the emulator; without one, only the package repository answers */
  static async start(name: string, cloud: Cloud, endpoint = "http://127.0.0.1:1"): Promise<CloudLab> {
    const root = await buildBaseRoot();
    const sandbox = await Sandbox.start({ name: `test-${name}-${process.pid}`, log: () => undefined });
    try {
      const network = new Network(sandbox);
      await network.apply(cloud);
      const services = await startServices(sandbox, {
        ...{ endpoint, region: cloud.region, caFolder: caFolder(ROOT) },
        userData: () => undefined,
      });
      await services.update(cloud, {});
      return new CloudLab(sandbox, network, services, cloud, root);
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  }

  /** Starts an instance of the cloud; it has booted when `booted` says so. */
  async launch(
    id: string,
    userData: string,
    { publicKeys = [], imageId = "" }: Partial<Pick<Launch, "imageId">> & { publicKeys?: readonly string[] } = {},
  ): Promise<void> {
    const hostName = `ip-${this.addressOf(id).replaceAll(".", "-")}.${this.cloud.region}.compute.internal`;
    await this.instances.launch({ id, imageId, files: seedFiles({ id, hostName, publicKeys, userData }) });
  }

  /** Waits until cloud-init has finished, and with it the user data. */
  booted(id: string): Promise<void> {
    return this.printed(id, /Cloud-init .* finished/);
  }

  /** Waits for a text on the console. */
  async printed(id: string, pattern: RegExp): Promise<void> {
    await until(`${id} prints ${String(pattern)}`, () => pattern.test(this.instances.console(id)), 60_000).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${this.instances.console(id)}`);
      },
    );
  }

  /** What user data has printed to the console since the last start. */
  messages(id: string): string[] {
    return this.instances.console(id).match(/(?<=minimal-secure-web: ).*/g) ?? [];
  }

  isOff(id: string): boolean {
    return this.off.has(id);
  }

  /** Waits until an instance has powered itself off. */
  poweredOff(id: string): Promise<void> {
    return until(`${id} powers off`, () => this.off.has(id), 60_000);
  }

  /** Presses the power button, and waits. */
  async powerOff(id: string): Promise<void> {
    await this.instances.powerOff(id);
    await this.poweredOff(id);
  }

  /** Starts an instance that is off. */
  start(id: string): void {
    this.off.delete(id);
    fs.rmSync(this.instances.consoleFile(id));
    this.instances.start(id);
  }

  createImage(imageId: string, id: string): Promise<void> {
    return this.instances.createImage(imageId, id);
  }

  /** Runs a script in an instance as root. */
  async run(id: string, script: string): Promise<Run> {
    const child = this.instances.enter(id, ["bash", "-c", `exec 2>&1; cd /root; ${script}`]);
    const ended = once(child, "close") as Promise<[number | null]>;
    const output = child.stdout === null ? "" : await text(child.stdout);
    const [status] = await ended;
    return { status, output };
  }

  /** The output of a script that must succeed. */
  async must(id: string, script: string): Promise<string> {
    const { status, output } = await this.run(id, script);
    if (status !== 0) throw new Error(`${script} failed on ${id}: ${output}`);
    return output;
  }

  /** The path on this computer of a file that an instance has written. */
  file(id: string, file: string): string {
    return this.sandbox.hostPath(`/run/machines/${id}/up${file}`);
  }

  addressOf(id: string): string {
    const address = this.cloud.instances.find((instance) => instance.id === id)?.privateAddress;
    if (address === undefined) throw new Error(`the cloud has no instance ${id}`);
    return address;
  }

  async stop(): Promise<void> {
    await this.services.stop();
    await this.sandbox.stop();
  }
}

import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import type { Say } from "../../say";
import type { Ask } from "../api";
import type { Running } from "../patches";
import { runningConsole, runningImages, instanceStates, type RunningInstances } from "../patches/running-instances";
import { runningHealth } from "../patches/running-health";
import { bodyOf, items, membersOf, textAt } from "../xml";
import { certificateBodies, issuedCertificates } from "../patches/certificate-bodies";
import { baseRoot, caFolder } from "./base-root/base-root";
import { seedFiles } from "./base-root/seed-files";
import type { Cloud, Instance } from "./cloud";
import { Instances, type End } from "./instances/instances";
import { LoadBalancers } from "./load-balancers/load-balancers";
import { Network } from "./network/network";
import { Operator } from "./operator";
import { CloudReader } from "./read-cloud";
import { Reconciler } from "./reconciler";
import { Sandbox } from "./sandbox";
import { StagePorts } from "./stage-ports";
import { statusOf } from "./status-source";
import type { StatusSource } from "../status";
import { privateDomain } from "./services/dns";
import { startServices, type Services } from "./services/services";

export interface MachinesOptions {
  /** The project's root. */
  readonly root: string;
  /** Folder of the log. */
  readonly folder: string;
  /** Of the sandbox. */
  readonly name: string;
  /** Whether ports of 127.0.0.1 lead to the load balancer and the bastion. */
  readonly opensPorts: boolean;
  readonly say: Say;
}

/**
 * A container boots and does its work faster than an EC2 instance boots. The provider reads an instance 10 s after its launch for
 * the first time, and expects it to be running.
 */
const EARLIEST_END_MS = 13_000;

/** Warm-up and bake time of an instance refresh only wait: they pass twenty times as fast. */
const WAIT_MS_PER_SECOND = 50;

function reconcilerLog({ folder }: MachinesOptions): string {
  return path.join(folder, "reconciler.log");
}

/** The emulator's API. */
export interface Api {
  readonly ask: Ask;
  readonly endpoint: string;
  readonly region: string;
}

/**
 * Linux as the data plane of the emulator: containers, networks, filters and load balancers that match what the API
 * describes.
 */
export class Machines {
  private readonly instances: Instances;
  private readonly network: Network;
  /** The computer of the stage's operator, on the internet. */
  readonly operator: Operator;
  private readonly loadBalancers: LoadBalancers;
  private readonly certificates = new Map<string, string>();
  /** Instances that have ended, and the API does not know it yet. */
  private readonly ended = new Map<string, End>();
  private readonly poweredOff = new Set<string>();
  /** Milliseconds, by instance. */
  private readonly launchedAt = new Map<string, number>();
  private readonly reconciler: Reconciler;
  private readonly stagePorts: StagePorts;
  private services: Services | undefined;
  private api: Api | undefined;
  private reader: CloudReader | undefined;
  /** By the name of the key pair, in the format of `authorized_keys`. */
  private publicKeys: Readonly<Record<string, string>> = {};
  /** Decoded, by instance. */
  private readonly userData = new Map<string, string>();
  /** What the last step made Linux match. */
  cloud: Cloud | undefined;

  private constructor(
    readonly sandbox: Sandbox,
    private readonly options: MachinesOptions,
    base: string,
    private readonly log: (line: string) => void,
  ) {
    this.instances = new Instances(sandbox, base, (id, end) => {
      this.log(`instance ${id}: ${end}`);
      this.ended.set(id, end);
      this.reconciler.request();
    });
    this.network = new Network(sandbox);
    this.operator = new Operator(sandbox, this.network);
    this.loadBalancers = new LoadBalancers(sandbox, (arn) => this.certificates.get(arn));
    this.stagePorts = new StagePorts(sandbox, log);
    this.reconciler = new Reconciler(() => this.step(), log);
  }

  /** @throws UserError when the base root or the namespaces cannot be created */
  static async start(options: MachinesOptions): Promise<Machines> {
    const base = await baseRoot(options.root, options.say);
    const file = fs.createWriteStream(reconcilerLog(options), { flags: "w", mode: 0o600 });
    const log = (line: string) => void file.write(`${new Date().toISOString()} ${line}\n`);
    return new Machines(await Sandbox.start({ name: options.name, log }), options, base, log);
  }

  /** The behavior of the API that comes from what runs. */
  running(): Running {
    const running: RunningInstances = {
      has: (id) => this.instances.has(id),
      isRunning: (id) => this.instances.isRunning(id),
      isReachable: (id) => /Reached target.*Basic System/i.test(this.instances.console(id)),
      console: (id) => this.instances.console(id),
      hasPoweredOff: (id) => this.poweredOff.has(id),
      createImage: (imageId, instanceId) => this.instances.createImage(imageId, instanceId),
    };
    const remember = (arn: string, pem: string) => void this.certificates.set(arn, pem);
    const elbHealth = (name: string) => this.loadBalancers.health(name);
    return {
      instances: { ran: running.isReachable, elbHealth, msPerSecond: WAIT_MS_PER_SECOND },
      patches: [
        instanceStates(running),
        runningConsole(running),
        runningImages(running),
        certificateBodies(remember),
        issuedCertificates(remember),
        runningHealth(elbHealth),
      ],
    };
  }

  /** Begins to follow the API. */
  async follow(api: Api): Promise<void> {
    this.api = api;
    this.reader = new CloudReader(api.ask, api.region);
    // Without a VPC it has only the internet.
    await this.network.apply(await this.reader.read());
    this.services = await startServices(this.sandbox, {
      ...api,
      caFolder: caFolder(this.options.root),
      userData: (id) => this.userData.get(id),
    });
    this.reconciler.request();
  }

  /** What runs, for people. */
  status(): StatusSource {
    return statusOf(() => ({
      cloud: this.cloud,
      ports: this.stagePorts.ports,
      isRunning: (id) => this.instances.isRunning(id),
      consoleFile: (id) => this.instances.consoleFile(id),
      healthOf: (name) => this.loadBalancers.health(name),
      reconcilerLog: reconcilerLog(this.options),
      sandboxPid: this.sandbox.pid,
    }));
  }

  /** Starts a command in an instance. */
  enter(id: string, command: readonly string[]): ChildProcess {
    return this.instances.enter(id, command);
  }

  /** How many of the servers of all load balancers are in service. */
  inService(): number {
    return (this.cloud?.loadBalancers ?? [])
      .flatMap(({ name }) => [...this.loadBalancers.health(name).values()])
      .filter(({ state }) => state === "InService").length;
  }

  /** Gives the internet another host. */
  addInternetAddress(address: string): Promise<void> {
    return this.network.addInternetAddress(address);
  }

  /** Call it after each call that may have changed something. */
  changed(): void {
    this.reconciler.request();
  }

  async stop(): Promise<void> {
    await Promise.race([this.reconciler.stop(), new Promise((resolve) => setTimeout(resolve, 3000))]);
    await Promise.allSettled([this.services?.stop(), this.stagePorts.stop()]);
    await this.sandbox.stop();
  }

  private async step(): Promise<void> {
    if (this.reader === undefined || this.services === undefined) return;
    await this.reportEnded();
    const cloud = await this.reader.read();
    await this.removeTerminated(cloud);
    await this.network.apply(cloud);
    await this.readPublicKeys(cloud);
    await this.services.update(cloud, this.publicKeys);
    await this.operator.update(cloud);
    await Promise.all(cloud.instances.map((instance) => this.match(instance)));
    await this.loadBalancers.apply(cloud);
    await this.loadBalancers.refreshHealth();
    if (this.options.opensPorts) await this.stagePorts.update(cloud, this.operator.address);
    this.cloud = cloud;
  }

  /** An instance that has ended by itself is stopped, or terminated where its shutdown behavior says so. */
  private async reportEnded(): Promise<void> {
    for (const [id] of this.ended) {
      if (Date.now() < (this.launchedAt.get(id) ?? 0) + EARLIEST_END_MS) continue;
      await this.network.linkDown(id);
      const InstanceId = id;
      const attribute = await this.ask("DescribeInstanceAttribute", {
        InstanceId,
        Attribute: "instanceInitiatedShutdownBehavior",
      });
      const behavior = textAt(bodyOf(attribute), "instanceInitiatedShutdownBehavior/value");
      const action = behavior === "terminate" ? "TerminateInstances" : "StopInstances";
      const [described] = membersOf(
        bodyOf(await this.ask("DescribeInstances", { "InstanceId.1": id })),
        "instancesSet",
      );
      if (textAt(described, "instanceState/name") === "running") {
        this.poweredOff.add(id);
        await this.ask(action, { "InstanceId.1": id });
      }
      this.ended.delete(id);
    }
  }

  private async removeTerminated(cloud: Cloud): Promise<void> {
    const left = new Set(cloud.instances.map(({ id }) => id));
    const gone = this.instances.ids().filter((id) => !left.has(id));
    // AWS does not answer for an instance that is gone, not even to refuse a connection.
    for (const id of gone) await this.network.linkDown(id);
    await Promise.all(gone.map((id) => this.instances.terminate(id)));
  }

  private async match(instance: Instance): Promise<void> {
    const { id, state } = instance;
    if (this.ended.has(id)) return;
    const shouldRun = state === "pending" || state === "running";
    if (!this.instances.has(id)) {
      if (shouldRun) await this.launch(instance);
    } else if (shouldRun && !this.instances.isRunning(id)) {
      this.poweredOff.delete(id);
      await this.network.linkUp(id);
      this.instances.start(id);
    } else if (!shouldRun && this.instances.isRunning(id)) {
      await this.instances.powerOff(id);
    }
  }

  private async launch(instance: Instance): Promise<void> {
    const attribute = await this.ask("DescribeInstanceAttribute", { InstanceId: instance.id, Attribute: "userData" });
    const userData = Buffer.from(textAt(bodyOf(attribute), "userData/value") ?? "", "base64").toString("utf8");
    this.userData.set(instance.id, userData);
    const { id, imageId, keyName = "", name, privateAddress } = instance;
    const hostName = `ip-${privateAddress.replaceAll(".", "-")}.${privateDomain(this.api?.region ?? "")}`;
    const publicKeys = [this.publicKeys[keyName] ?? ""].filter((key) => key !== "");
    this.log(`instance ${id}: launches ${name}`);
    this.launchedAt.set(id, Date.now());
    await this.instances.launch({ id, imageId, files: seedFiles({ id, hostName, publicKeys, userData }) });
  }

  private async readPublicKeys({ instances }: Cloud): Promise<void> {
    if (instances.every(({ keyName }) => keyName === undefined || keyName in this.publicKeys)) return;
    const pairs = items(bodyOf(await this.ask("DescribeKeyPairs", { IncludePublicKey: "true" })), "keySet");
    this.publicKeys = Object.fromEntries(
      pairs.map((pair) => [textAt(pair, "keyName") ?? "", (textAt(pair, "publicKey") ?? "").trim()]),
    );
  }

  private ask(action: string, params: Readonly<Record<string, string>>) {
    if (this.api === undefined) throw new Error("the instances do not follow an API yet");
    return this.api.ask("ec2", action, params, { region: this.api.region });
  }
}

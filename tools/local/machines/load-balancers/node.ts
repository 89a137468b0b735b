import type { Listener, LoadBalancer } from "../cloud";
import { HaProxy } from "./haproxy";
import { backendName, certificateFile, CHECKED, haproxyConfig, serverName, usesTls } from "./haproxy-config";
import { reportOf, type InstanceHealth } from "./instance-health";

/** What a node of a load balancer has to do. */
export interface NodeTask {
  readonly loadBalancer: LoadBalancer;
  /** Addresses of the instances that it sends to, by id. */
  readonly instances: ReadonlyMap<string, string>;
  /** A listener's certificate with its chain and key, as PEM; undefined: unknown. */
  readonly certificateOf: (listener: Listener) => string | undefined;
}

/** An instance in one of HAProxy's places for servers. */
interface Registration {
  readonly address: string;
  readonly slot: number;
  readonly since: number;
  wasUp: boolean;
  isUp: boolean;
  lastCheckPassed: boolean;
  /** When connections are closed, if it is deregistered; undefined: it is registered. */
  drainedAt: number | undefined;
}

/** A node of a Classic Load Balancer: HAProxy with the instances to which it sends. */
export class Node {
  private readonly registrations = new Map<string, Registration>();
  /** Certificates in use, by file. */
  private readonly certificates = new Map<string, string>();
  private backends: readonly { readonly name: string; readonly port: number | undefined }[] = [];
  private secondsToFail = 0;
  private slots = 16;

  constructor(private readonly proxy: HaProxy) {}

  async apply(task: NodeTask): Promise<void> {
    const served = task.loadBalancer.listeners.filter(
      (listener) => !usesTls(listener.protocol) || task.certificateOf(listener) !== undefined,
    );
    const { healthCheck } = task.loadBalancer;
    this.secondsToFail = healthCheck.interval * healthCheck.unhealthyThreshold + healthCheck.timeout;
    const swapped = await this.writeCertificates(served, task);
    const backends = new Map(served.map((listener) => [backendName(listener), listener.instancePort]));
    this.backends = [{ name: CHECKED, port: undefined }, ...[...backends].map(([name, port]) => ({ name, port }))];
    const places = new Set([...this.registrations.keys(), ...task.instances.keys()]).size;
    while (this.slots < places) this.slots *= 2;
    const known = await this.configure({ ...task.loadBalancer, listeners: served });
    if (known === "started") await this.registerAgain();
    if (known === "unchanged") await this.swapCertificates(swapped);
    await this.setInstances(task);
  }

  /** Reads the results of the health checks, and ends the draining of instances without requests in flight. */
  async refresh(): Promise<void> {
    if (!this.proxy.runs) return;
    const rows = readCsv(await this.proxy.ask("show stat"));
    for (const [id, registration] of this.registrations) {
      const mine = rows.filter(({ svname }) => svname === serverName(registration.slot));
      const checked = mine.find(({ pxname }) => pxname === CHECKED);
      registration.isUp = checked?.status?.startsWith("UP") === true;
      registration.wasUp ||= registration.isUp;
      // `L7OK`, `L4OK`, `L6OK`; while a check is under way the last result follows an asterisk.
      registration.lastCheckPassed = checked?.check_status?.endsWith("OK") === true;
      if (registration.drainedAt === undefined) continue;
      const inFlight = mine.reduce((sum, { scur }) => sum + Number(scur), 0);
      if (inFlight === 0 || Date.now() >= registration.drainedAt) await this.remove(id, registration);
    }
  }

  /** This node's report of each instance that it knows. */
  reports(): ReadonlyMap<string, InstanceHealth> {
    const reports = [...this.registrations].map(([id, registration]) => {
      const registeredFor = (Date.now() - registration.since) / 1000;
      const view = { ...registration, registeredFor, isDraining: registration.drainedAt !== undefined };
      return [id, reportOf(view, this.secondsToFail)] as const;
    });
    return new Map(reports);
  }

  stop(): Promise<void> {
    return this.proxy.stop();
  }

  private configure(loadBalancer: LoadBalancer): Promise<"started" | "reloaded" | "unchanged"> {
    const config = { loadBalancer, folder: this.proxy.folder, slots: this.slots };
    const addresses = new Map([...this.registrations.values()].map(({ slot, address }) => [slot, address] as const));
    return this.proxy.configure(haproxyConfig(config), haproxyConfig(config, addresses));
  }

  /** @returns the files whose certificate has changed */
  private async writeCertificates(listeners: readonly Listener[], task: NodeTask): Promise<string[]> {
    const changed: string[] = [];
    for (const listener of listeners.filter(({ protocol }) => usesTls(protocol))) {
      const file = certificateFile(this.proxy.folder, listener);
      const pem = task.certificateOf(listener) ?? "";
      if (this.certificates.get(file) === pem) continue;
      await this.proxy.write(`${listener.port}.pem`, pem);
      this.certificates.set(file, pem);
      changed.push(file);
    }
    return changed;
  }

  /** New connections get the new certificate; none is closed or refused. */
  private async swapCertificates(files: readonly string[]): Promise<void> {
    for (const file of files) {
      // An empty line ends the certificate, so there is none in it.
      const pem = (this.certificates.get(file) ?? "").split("\n").filter((line) => line.trim() !== "");
      const results = [
        await this.proxy.ask(`set ssl cert ${file} <<\n${pem.join("\n")}\n`),
        await this.proxy.ask(`commit ssl cert ${file}`),
      ];
      if (results[1]?.includes("Success!") === true) continue;
      this.certificates.delete(file);
      throw new Error(`HAProxy rejected the certificate ${file}: ${results.join(" ").trim().replaceAll("\n", " ")}`);
    }
  }

  private async setInstances({ instances, loadBalancer }: NodeTask): Promise<void> {
    for (const [id, registration] of [...this.registrations]) {
      if (instances.get(id) === registration.address || registration.drainedAt !== undefined) continue;
      if (loadBalancer.drainingTimeout === undefined) {
        await this.remove(id, registration);
      } else {
        registration.drainedAt = Date.now() + loadBalancer.drainingTimeout * 1000;
        await this.tell([`set server ${CHECKED}/${serverName(registration.slot)} state drain`]);
      }
    }
    for (const [id, address] of instances) {
      const registration = this.registrations.get(id);
      if (registration?.address === address && registration.drainedAt === undefined) continue;
      // One that comes back while it is drained is registered from the beginning.
      if (registration !== undefined) await this.remove(id, registration);
      await this.register(id, address);
    }
  }

  private async register(id: string, address: string): Promise<void> {
    const used = new Set([...this.registrations.values()].map(({ slot }) => slot));
    let slot = 1;
    while (used.has(slot)) slot++;
    this.registrations.set(id, {
      ...{ address, slot, since: Date.now(), drainedAt: undefined },
      ...{ wasUp: false, isUp: false, lastCheckPassed: false },
    });
    await this.tell([...this.addresses(address, slot), ...enable(slot)]);
  }

  /** Tells a new HAProxy about the instances. */
  private async registerAgain(): Promise<void> {
    for (const [id, registration] of [...this.registrations]) {
      if (registration.drainedAt === undefined) {
        await this.tell([...this.addresses(registration.address, registration.slot), ...enable(registration.slot)]);
      } else {
        this.registrations.delete(id);
      }
    }
  }

  /** Sends nothing more to an instance, and closes what is in flight. */
  private async remove(id: string, { slot }: Registration): Promise<void> {
    const server = serverName(slot);
    await this.tell([
      `set server ${CHECKED}/${server} state maint`,
      ...this.backends.map(({ name }) => `shutdown sessions server ${name}/${server}`),
    ]);
    this.registrations.delete(id);
  }

  private addresses(address: string, slot: number): string[] {
    const server = serverName(slot);
    return this.backends.map(
      ({ name, port }) => `set server ${name}/${server} addr ${address}${port === undefined ? "" : ` port ${port}`}`,
    );
  }

  private async tell(commands: readonly string[]): Promise<void> {
    const response = await this.proxy.ask(commands.join("; "));
    const errors = response.split("\n").filter((line) => !/^$|^(IP|port) changed from|^no need to change/.test(line));
    if (errors.length > 0) throw new Error(`HAProxy rejected "${commands.join("; ")}": ${errors.join(" ")}`);
  }
}

/** It counts as unhealthy until its health checks have succeeded as often as the healthy threshold says. */
function enable(slot: number): string[] {
  const server = `${CHECKED}/${serverName(slot)}`;
  return [`set server ${server} health down`, `set server ${server} state ready`, `set server ${server} health down`];
}

/** The rows of HAProxy's statistics, by the names in their first line. */
function readCsv(text: string): Readonly<Record<string, string>>[] {
  const [header = "", ...lines] = text.trim().split("\n");
  const names = header.replace(/^# /, "").split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, index) => [names[index] ?? "", value])));
}

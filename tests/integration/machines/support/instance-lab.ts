import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { seedFiles } from "../../../../tools/local/machines/base-root/seed-files";
import { Sandbox } from "../../../../tools/local/machines/sandbox";

export const REGION = "ap-northeast-1";

export interface Launch {
  readonly id: string;
  readonly address: string;
  readonly userData?: string;
  readonly publicKeys?: readonly string[];
  /** Layers over the base root, the uppermost first: upper directories of instances that are off. */
  readonly layers?: readonly string[];
}

/**
 * Instances of the base root, each in a network namespace with a route to the router, and a namespace `inet` that plays the
 * internet. Filters and address translation are left out: here the base root and the services are tested.
 */
export class InstanceLab {
  private readonly off = new Set<string>();

  private constructor(
    readonly sandbox: Sandbox,
    private readonly root: string,
  ) {}

  static async start(root: string): Promise<InstanceLab> {
    const sandbox = await Sandbox.start({ name: `instance-lab-${process.pid}`, log: () => undefined });
    await sandbox.run(`
      ip netns add inet
      ip link add r-inet type veth peer name ens5 netns inet
      ip link set r-inet up
      ip -n inet link set lo up
      ip -n inet link set ens5 up
      for address in 8.8.8.8 198.51.100.10 198.51.100.53 198.51.100.54; do ip -n inet addr add $address/32 dev lo; done
      ip addr add 192.0.2.1/30 dev r-inet
      ip -n inet addr add 192.0.2.2/30 dev ens5
      ip -n inet route add default via 192.0.2.1
      ip route add default via 192.0.2.2`);
    return new InstanceLab(sandbox, root);
  }

  /** Starts an instance; it has booted when `waitFor` finds what it waits for on the console. */
  async launch({ id, address, userData, publicKeys = [], layers = [] }: Launch): Promise<void> {
    const folder = `/run/machines/${id}`;
    await this.sandbox.run(`
      ip netns add ${id}
      ip link add r-${id} type veth peer name ens5 netns ${id}
      ip link set r-${id} up
      ip addr add 10.0.0.1/32 dev r-${id}
      ip route add ${address}/32 dev r-${id}
      ip -n ${id} link set lo up
      ip -n ${id} addr add ${address}/24 dev ens5
      ip -n ${id} link set ens5 up
      ip -n ${id} route add default via 10.0.0.1 dev ens5 onlink
      mkdir -p ${folder}/up ${folder}/work ${folder}/root
      : >${folder}/console`);
    const hostName = `ip-${address.replaceAll(".", "-")}.${REGION}.compute.internal`;
    for (const [file, content] of Object.entries(seedFiles({ id, hostName, publicKeys, userData }))) {
      const target = this.file(id, file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, content);
    }
    const lower = [...layers, this.root].join(":");
    await this.sandbox.run(
      `mount -t overlay overlay -o lowerdir=${lower},upperdir=${folder}/up,workdir=${folder}/work ${folder}/root`,
    );
    const group = this.sandbox.controlGroup(id);
    const nspawn = [
      ...["systemd-nspawn", "-q", "-D", `${folder}/root`, "-M", id, "--register=no", "--keep-unit"],
      ...[`--network-namespace-path=/run/netns/${id}`, "--console=read-only", "--resolv-conf=off", "--timezone=off"],
      ...["--link-journal=no", "--capability=CAP_NET_ADMIN,CAP_NET_RAW", "-b"],
    ];
    const script = `mkdir -p ${group}; echo $$ >${group}/cgroup.procs; exec ${nspawn.join(" ")} >${folder}/console 2>&1`;
    const child = this.sandbox.spawn(["/bin/sh", "-ec", script], {
      env: { ...process.env, SYSTEMD_NSPAWN_API_VFS_WRITABLE: "network" },
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.on("exit", () => this.off.add(id));
  }

  /** The path on this computer of a file in an instance's upper directory. */
  file(id: string, file: string): string {
    return this.sandbox.hostPath(`/run/machines/${id}/up/${file}`);
  }

  /** What an instance has printed on its console. */
  console(id: string): string {
    return fs.readFileSync(this.sandbox.hostPath(`/run/machines/${id}/console`), "utf8").replaceAll("\r", "");
  }

  async waitFor(id: string, pattern: RegExp, seconds = 60): Promise<void> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      if (pattern.test(this.console(id))) return;
      await sleep(50);
    }
    throw new Error(`${id} does not print ${String(pattern)}:\n${this.console(id)}`);
  }

  async waitForPowerOff(id: string, seconds = 60): Promise<void> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      if (this.off.has(id)) return;
      await sleep(50);
    }
    throw new Error(`${id} does not power off:\n${this.console(id)}`);
  }

  /** Runs a script in an instance, as root; its output, or its status and errors if it fails. */
  async run(id: string, script: string): Promise<string> {
    const find = `for group in $(find ${this.sandbox.controlGroup(id)} -name cgroup.procs); do cat $group; done`;
    const processes = (await this.sandbox.run(find)).split("\n").filter((pid) => pid !== "");
    const leader = await this.sandbox.run(
      `for pid in ${processes.join(" ")}; do
        if grep -q '^NSpid:.*[[:space:]]1$' /proc/$pid/status; then echo $pid; fi
      done`,
    );
    return this.sandbox.run(
      `nsenter -t ${leader.trim()} -m -u -i -n -p -C -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root bash -c "$(cat)" 2>&1`,
      { input: script },
    );
  }

  async stop(): Promise<void> {
    await this.sandbox.stop();
  }
}

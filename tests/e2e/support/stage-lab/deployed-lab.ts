import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import type { Server } from "node:http";
import * as path from "node:path";

import { DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";

import { findInstances, type StageInstance, type Role } from "../../../../tools/stage/instances";
import { Aws } from "../aws";
import { EmulatedStage } from "../emulated-stage";
import { finished } from "../lab";
import { serveApi } from "./api";
import { firewallOf, type Guarded } from "./firewall";
import { StageLab, type GuardedHost, type SshHost } from "./lab";

export const ADMIN = "203.0.113.7";
export const STRANGER = "198.51.100.66";
/** What the internet has to answer: who asks, and pings. */
export const CALLER = "198.51.100.10";
const PING = "8.8.8.8";
/** The emulator gives a load balancer no address. */
const LOAD_BALANCER = "10.0.0.200";
/** Public addresses; the emulator's are in 127.0.0.0/8, which no packet leaves a machine for. */
export const PUBLIC = { bastion: "192.0.2.9", nat: "192.0.2.5", loadBalancer: "192.0.2.80" } as const;

export const SSH_HOSTS: readonly SshHost[] = ["bastion", "web", "nat"];

/**
 * `stg` with its bastion on, deployed to an emulator of its own, and a network in which its machines stand for real,
 * each behind the rules of its security group. Its admin has the project, the stage's key and the AWS API.
 */
export class DeployedLab {
  readonly stage: EmulatedStage;
  /** File of the stage's private key for SSH. */
  readonly keyFile: string;
  private opened: { readonly lab: StageLab; readonly machines: Readonly<Record<Role, StageInstance>> } | undefined;
  private api: Server | undefined;

  /** @param name tells the folders of two suites apart */
  constructor(name: string) {
    this.stage = new EmulatedStage("stg", name);
    this.keyFile = this.stage.file("stg.key");
  }

  /** Deploys the stage and puts its machines into the network. */
  async start(): Promise<void> {
    const { stage } = this;
    await stage.start();
    await stage.set("adminCidrs[0]", `${ADMIN}/32`);
    await stage.set("bastion", "true");
    await stage.up();
    const { output: key } = await stage.pulumi("stack", "output", "sshPrivateKey", "--show-secrets");
    fs.writeFileSync(this.keyFile, key, { mode: 0o600 });
    const machines = await machinesOf(this.aws);
    const lab = new StageLab({
      ...{ ADMIN, STRANGER, INTERNET: CALLER, LOAD_BALANCER },
      ...{ BASTION_PUBLIC: PUBLIC.bastion, NAT_PUBLIC: PUBLIC.nat, LOAD_BALANCER_PUBLIC: PUBLIC.loadBalancer },
      BASTION: machines.bastion.privateIp,
      WEB: machines.web.privateIp,
      NAT: machines.nat.privateIp,
    });
    this.opened = { lab, machines };
    await lab.open();
    await lab.addAddress("internet", PING);
    await this.startMachines();
    await this.reachApi();
  }

  async stop(): Promise<void> {
    this.api?.close();
    await this.opened?.lab.close();
    await this.stage.stop();
  }

  get aws(): Aws {
    return new Aws(this.stage.endpoint);
  }

  get lab(): StageLab {
    return this.running().lab;
  }

  get machines(): Readonly<Record<Role, StageInstance>> {
    return this.running().machines;
  }

  /** Runs a command of the project at the admin's machine, without npm before it. */
  begin(tool: "ssh" | "tunnel" | "verify", ...args: readonly string[]): ChildProcess {
    const command = [process.execPath, "tools/cli.js", tool, ...args];
    return this.lab.command("admin", this.stage.project, this.stage.environment, command);
  }

  /** A file that a login has left in the admin's project. */
  loginFile(name: string): string {
    return path.join(this.stage.project, ".local", "login", "stg", name);
  }

  private running() {
    if (this.opened === undefined) throw new Error("the lab has not been started");
    return this.opened;
  }

  private async startMachines(): Promise<void> {
    const { output: publicKey } = await finished(spawn("ssh-keygen", ["-y", "-f", this.keyFile]));
    const guarded = await this.guardedHosts();
    for (const host of SSH_HOSTS) await this.lab.startSshd(host, publicKey);
    for (const [host, machine] of guarded) {
      await this.lab.guard(host, await firewallOf(machine, [...guarded.values()], this.aws.ec2));
    }
  }

  private async guardedHosts(): Promise<ReadonlyMap<GuardedHost, Guarded>> {
    const { SecurityGroups = [] } = await this.aws.ec2.send(new DescribeSecurityGroupsCommand({}));
    const group = (role: string) =>
      SecurityGroups.find(({ Tags = [] }) =>
        Tags.some(({ Key, Value }) => Key === "Name" && Value === `securitygroup-servicename-stg-${role}`),
      )!.GroupId!;
    return new Map<GuardedHost, Guarded>([
      ...SSH_HOSTS.map((role) => [role, { groupId: group(role), privateIp: this.machines[role].privateIp }] as const),
      ["balancer", { groupId: group("loadbalancer"), privateIp: LOAD_BALANCER }],
    ]);
  }

  /** The emulator within reach of the admin, and of nobody else. */
  private async reachApi(): Promise<void> {
    const { lab, machines } = this.running();
    const socket = this.stage.file("api.sock");
    this.api = await serveApi(socket, this.stage.endpoint, {
      consoles: () => new Map(SSH_HOSTS.map((host) => [machines[host].id, lab.console(host)])),
      addresses: new Map([
        [machines.bastion.publicIp!, PUBLIC.bastion],
        [machines.nat.publicIp!, PUBLIC.nat],
      ]),
    });
    await lab.relay(Number(new URL(this.stage.endpoint).port), socket);
  }
}

async function machinesOf({ ec2 }: Aws): Promise<Readonly<Record<Role, StageInstance>>> {
  const found = await findInstances({ service: "servicename", stage: "stg" }, ec2);
  const of = (role: Role) => found.find((machine) => machine.role === role)!;
  return { bastion: of("bastion"), web: of("web"), nat: of("nat") };
}

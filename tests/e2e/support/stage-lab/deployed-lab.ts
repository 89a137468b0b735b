import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import type { Server } from "node:http";
import * as path from "node:path";

import { DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";

import { findInstances, type StageInstance, type Role } from "../../../../tools/stage/instances";
import { Aws } from "../aws";
import { EmulatedStage } from "../emulated-stage";
import type { Requirements } from "../../../support/namespaces";
import { finished } from "../lab";
import { serveApi } from "./api";
import { firewallOf, type GroupMember } from "./firewall";
import { StageLab, type FirewalledHost, type SshHost } from "./lab";

export const REQUIREMENTS: Requirements = {
  what: "the instances of a stage",
  commands: ["unshare", "nsenter", "mount", "ip", "nft", "ssh", "ssh-keygen", "sysctl", "curl", "ping", "pkill"],
  files: ["/usr/sbin/sshd"],
  probe: `mount -t tmpfs tmpfs /run
ip link add probe type veth peer name other
nft 'table ip probe { chain probe { type nat hook prerouting priority dstnat; ip daddr 192.0.2.1 dnat to 192.0.2.2; }; }'`,
};

export const ADMIN = "203.0.113.7";
export const STRANGER = "198.51.100.66";
/** Addresses on the internet: a server that returns the client's address, and one that responds to pings. */
export const CHECK_IP = "198.51.100.10";
const PING = "8.8.8.8";
/** The emulator gives a load balancer no address. */
const LOAD_BALANCER = "10.0.0.200";
/** Public addresses instead of the emulator's, which are in 127.0.0.0/8 and so cannot be reached over a network. */
export const PUBLIC = { bastion: "192.0.2.9", nat: "192.0.2.5", loadBalancer: "192.0.2.80" } as const;

export const SSH_HOSTS: readonly SshHost[] = ["bastion", "web", "nat"];

/**
 * `stg` with a bastion, deployed to an emulator of its own, and a network with its instances, each behind the rules of its
 * security group. Its admin has the project, the stage's key and the AWS API.
 */
export class DeployedLab {
  readonly stage: EmulatedStage;
  /** File of the stage's private key for SSH. */
  readonly keyFile: string;
  private opened: { readonly lab: StageLab; readonly instances: Readonly<Record<Role, StageInstance>> } | undefined;
  private api: Server | undefined;

  /** @param name distinguishes its folder from those of other suites */
  constructor(name: string) {
    this.stage = new EmulatedStage("stg", name);
    this.keyFile = this.stage.file("stg.key");
  }

  /** Deploys the stage and adds its instances to the network. */
  async start(): Promise<void> {
    const { stage } = this;
    await stage.start();
    await stage.set("adminCidrs[0]", `${ADMIN}/32`);
    await stage.set("bastion", "true");
    await stage.up();
    const { output: key } = await stage.pulumi("stack", "output", "sshPrivateKey", "--show-secrets");
    fs.writeFileSync(this.keyFile, key, { mode: 0o600 });
    const instances = await instancesOf(this.aws);
    const lab = new StageLab({
      ...{ ADMIN, STRANGER, INTERNET: CHECK_IP, LOAD_BALANCER },
      ...{ BASTION_PUBLIC: PUBLIC.bastion, NAT_PUBLIC: PUBLIC.nat, LOAD_BALANCER_PUBLIC: PUBLIC.loadBalancer },
      BASTION: instances.bastion.privateIp,
      WEB: instances.web.privateIp,
      NAT: instances.nat.privateIp,
    });
    this.opened = { lab, instances };
    await lab.open();
    await lab.addAddress("internet", PING);
    await this.startInstances();
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

  get instances(): Readonly<Record<Role, StageInstance>> {
    return this.running().instances;
  }

  /** Runs a command of the project on the admin's host, without npm. */
  begin(tool: "ssh" | "tunnel" | "verify", ...args: readonly string[]): ChildProcess {
    const command = [process.execPath, "tools/cli.js", tool, ...args];
    return this.lab.command("admin", this.stage.project, this.stage.environment, command);
  }

  /** A file of a login in the admin's project. */
  loginFile(name: string): string {
    return path.join(this.stage.project, ".local", "login", "stg", name);
  }

  private running() {
    if (this.opened === undefined) throw new Error("the lab has not been started");
    return this.opened;
  }

  private async startInstances(): Promise<void> {
    const { output: publicKey } = await finished(spawn("ssh-keygen", ["-y", "-f", this.keyFile]));
    const members = await this.firewalledHosts();
    for (const host of SSH_HOSTS) await this.lab.startSshd(host, publicKey);
    for (const [host, machine] of members) {
      await this.lab.setFirewall(host, await firewallOf(machine, [...members.values()], this.aws.ec2));
    }
  }

  private async firewalledHosts(): Promise<ReadonlyMap<FirewalledHost, GroupMember>> {
    const { SecurityGroups = [] } = await this.aws.ec2.send(new DescribeSecurityGroupsCommand({}));
    const group = (role: string) =>
      SecurityGroups.find(({ Tags = [] }) =>
        Tags.some(({ Key, Value }) => Key === "Name" && Value === `securitygroup-servicename-stg-${role}`),
      )!.GroupId!;
    return new Map<FirewalledHost, GroupMember>([
      ...SSH_HOSTS.map((role) => [role, { groupId: group(role), privateIp: this.instances[role].privateIp }] as const),
      ["balancer", { groupId: group("loadbalancer"), privateIp: LOAD_BALANCER }],
    ]);
  }

  /** Makes the emulator reachable for the admin only. */
  private async reachApi(): Promise<void> {
    const { lab, instances } = this.running();
    const socket = this.stage.file("api.sock");
    this.api = await serveApi(socket, this.stage.endpoint, {
      consoles: () => new Map(SSH_HOSTS.map((host) => [instances[host].id, lab.console(host)])),
      addresses: new Map([
        [instances.bastion.publicIp!, PUBLIC.bastion],
        [instances.nat.publicIp!, PUBLIC.nat],
      ]),
    });
    await lab.forward(Number(new URL(this.stage.endpoint).port), socket);
  }
}

async function instancesOf({ ec2 }: Aws): Promise<Readonly<Record<Role, StageInstance>>> {
  const found = await findInstances({ service: "servicename", stage: "stg" }, ec2);
  const of = (role: Role) => found.find((machine) => machine.role === role)!;
  return { bastion: of("bastion"), web: of("web"), nat: of("nat") };
}

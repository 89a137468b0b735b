import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import type { Server } from "node:http";
import * as path from "node:path";

import { DescribeSecurityGroupsCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { findMachines, type Machine, type Role } from "../../tools/ops/machines";
import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";
import { finished, type Run } from "./support/lab";
import { serveApi } from "./support/login-lab/api";
import { firewallOf, type Guarded } from "./support/login-lab/firewall";
import { LoginLab, type SshHost } from "./support/login-lab/lab";
import { obstacle } from "./support/login-lab/obstacle";

const ADMIN = "203.0.113.7";
const BASTION_PUBLIC = "192.0.2.9";
const STRANGER = "198.51.100.66";
const HOSTS: readonly SshHost[] = ["bastion", "web", "nat"];
const OWNER = { service: "servicename", stage: "stg" };
const TS_NODE = ["-r", "ts-node/register/transpile-only"];

describe("Logging in to a stage, with real SSH", function () {
  this.bail(true);
  const stage = new EmulatedStage("stg", "login");
  let aws: Aws;
  let lab: LoginLab | undefined;
  let api: Server | undefined;
  let machines: Readonly<Record<Role, Machine>>;
  let keyFile: string;

  before(async function () {
    const reason = obstacle();
    if (reason !== undefined) {
      console.log(`      Skipped: ${reason}`);
      this.skip();
    }
    await stage.start();
    aws = new Aws(stage.endpoint);
    await stage.set("adminCidrs[0]", `${ADMIN}/32`);
    await stage.set("bastion", "true");
    await stage.up();
    keyFile = stage.file("stg.key");
    const { output } = await stage.pulumi("stack", "output", "sshPrivateKey", "--show-secrets");
    fs.writeFileSync(keyFile, output, { mode: 0o600 });
    machines = await machinesOfStage();
    lab = labOf(machines);
    await furnish(lab);
  });

  after(async () => {
    api?.close();
    await lab?.close();
    await stage.stop();
  });

  async function machinesOfStage(): Promise<Readonly<Record<Role, Machine>>> {
    const found = await findMachines(OWNER, aws.ec2);
    const of = (role: Role) => found.find((machine) => machine.role === role)!;
    return { bastion: of("bastion"), web: of("web"), nat: of("nat") };
  }

  function labOf({ bastion, web, nat }: Readonly<Record<Role, Machine>>): LoginLab {
    return new LoginLab({
      ...{ ADMIN, STRANGER },
      BASTION: bastion.privateIp,
      BASTION_PUBLIC,
      WEB: web.privateIp,
      NAT: nat.privateIp,
    });
  }

  /** Puts each machine behind the rules of its security group, and the emulator within reach of the admin. */
  async function furnish(opened: LoginLab): Promise<void> {
    await opened.open();
    const guarded = await guardedMachines();
    const { output: publicKey } = await finished(spawn("ssh-keygen", ["-y", "-f", keyFile]));
    for (const host of HOSTS) {
      await opened.startSshd(host, publicKey);
      await opened.guard(host, await firewallOf(guarded[host], Object.values(guarded), aws.ec2));
    }
    const consoles = () => new Map(HOSTS.map((host) => [machines[host].id, opened.console(host)]));
    const socket = stage.file("api.sock");
    const addresses = new Map([[machines.bastion.publicIp!, BASTION_PUBLIC]]);
    api = await serveApi(socket, stage.endpoint, { consoles, addresses });
    await opened.relay(Number(new URL(stage.endpoint).port), socket);
  }

  async function guardedMachines(): Promise<Readonly<Record<SshHost, Guarded>>> {
    const { SecurityGroups = [] } = await aws.ec2.send(new DescribeSecurityGroupsCommand({}));
    const guarded = (role: SshHost) => {
      const name = `securitygroup-servicename-stg-${role}`;
      const group = SecurityGroups.find(({ Tags = [] }) =>
        Tags.some(({ Key, Value }) => Key === "Name" && Value === name),
      );
      return { groupId: group!.GroupId!, privateIp: machines[role].privateIp };
    };
    return { bastion: guarded("bastion"), web: guarded("web"), nat: guarded("nat") };
  }

  /** Runs a command of the project at the admin's machine, and what follows its name there. */
  function begin(tool: "ssh" | "tunnel", ...args: readonly string[]): ChildProcess {
    return lab!.command("admin", stage.project, stage.environment, [
      process.execPath,
      ...TS_NODE,
      `tools/ops/${tool}`,
      ...args,
    ]);
  }
  const ssh = (...args: readonly string[]) => finished(begin("ssh", "-i", keyFile, ...args));

  /** Plain SSH, with none of the project's configuration. */
  function straight(from: "admin" | "stranger", address: string): Promise<Run> {
    const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "ConnectTimeout=2", "BatchMode=yes"];
    const command = ["ssh", "-F", "none", "-i", keyFile, ...options.flatMap((option) => ["-o", option])];
    return finished(lab!.command(from, "/", process.env, [...command, `ec2-user@${address}`, "true"]));
  }

  const login = (file: string) => path.join(stage.project, ".local", "login", "stg", file);
  const since = (before: number) =>
    stage
      .calls()
      .slice(before)
      .map(({ action }) => action);

  for (const role of ["web", "nat", "bastion"] as const) {
    it(`gets to the ${role} and runs a command there`, async () => {
      const { status, output } = await ssh("stg", role, "--", "echo", "I am $MACHINE, you are $(whoami)");
      expect(output, output).to.contain(`I am ${role}, you are ec2-user`);
      expect(status).to.equal(0);
    });
  }

  it("gets to a web server by its id, through npm", async () => {
    const command = [
      "npm",
      "run",
      "--silent",
      "ssh",
      "--",
      "stg",
      machines.web.id,
      "-i",
      keyFile,
      "--",
      "echo $MACHINE",
    ];
    const { status, output } = await finished(lab!.command("admin", stage.project, stage.environment, command));
    expect(output).to.match(/^web$/m);
    expect(status).to.equal(0);
  });

  it("hands the exit status on of what ran there", async () => {
    expect((await ssh("stg", "web", "--", "exit 7")).status).to.equal(7);
  });

  it("looks at AWS and changes nothing there", async () => {
    const before = stage.calls().length;
    await ssh("stg", "web", "--", "true");
    expect(since(before).filter((action) => !/^(Describe|Get)/.test(action))).to.deep.equal([]);
  });

  it("keeps host keys where only this user reads them, by the machines' ids, as AWS shows them", () => {
    const lines = fs.readFileSync(login("known_hosts"), "utf8").trim().split("\n");
    const keys = HOSTS.map((host) => `${machines[host].id} ${/ssh-ed25519 \S+/.exec(lab!.console(host))![0]}`);
    expect(lines).to.have.members(keys);
    const modes = ["known_hosts", "config", "."].map((file) => (fs.statSync(login(file)).mode & 0o777).toString(8));
    expect(modes).to.deep.equal(["600", "600", "700"]);
  });

  it("is refused where it comes straight, by the security group alone", async () => {
    const before = await lab!.refused("web");
    const { status, output } = await straight("admin", machines.web.privateIp);
    expect(output).to.contain("timed out");
    expect(status).to.equal(255);
    expect(await lab!.refused("web")).to.be.greaterThan(before);
  });

  it("is refused at the bastion to whom adminCidrs do not name", async () => {
    expect((await straight("admin", BASTION_PUBLIC)).status).to.equal(0);
    const { status, output } = await straight("stranger", BASTION_PUBLIC);
    expect(output).to.contain("timed out");
    expect(status).to.equal(255);
  });

  it("goes to a web server's SSH through a forwarded port, for as long as that is wanted", async () => {
    const tunnel = begin("tunnel", "stg", "-i", keyFile);
    const ended = finished(tunnel);
    let said = "";
    tunnel.stdout!.on("data", (data: Buffer) => (said += data.toString()));
    while (!said.includes("The tunnel is open")) await Promise.race([once(tunnel.stdout!, "data"), failed(ended)]);
    const through = () =>
      finished(lab!.command("admin", "/", process.env, ["ssh", "-F", login("config"), "tunnel", "echo $MACHINE"]));
    expect((await through()).output).to.equal("web\n");
    const second = await finished(begin("tunnel", "stg"));
    expect(second).to.deep.equal({
      status: 1,
      output: "Port 50022 of this machine is in use, perhaps by another tunnel: end that first\n",
    });
    await lab!.must("admin", "pkill", "-INT", "--full", "tools/ops/tunnel");
    await ended;
    expect((await through()).status).to.equal(255);
  });

  it("goes nowhere when a machine shows another host key than before", async () => {
    await lab!.changeHostKey("web");
    const { status, output } = await ssh("stg", "web", "--", "true");
    expect(output).to.contain("Host key verification failed");
    expect(status).to.equal(255);
  });

  it("starts no bastion that has powered itself off, and says which command does", async () => {
    const { id } = machines.bastion;
    await aws.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    const before = stage.calls().length;
    expect(await ssh("stg", "web")).to.deep.equal({
      status: 1,
      output: `The bastion of stg has powered itself off. To start it: aws ec2 start-instances --instance-ids ${id} --region ap-northeast-1\n`,
    });
    expect(since(before)).to.not.include("StartInstances");
  });

  it("makes no bastion where there is none, and says which command does", async () => {
    await stage.set("bastion", "false");
    await stage.up();
    const before = stage.calls().length;
    const { status, output } = await finished(begin("tunnel", "stg", "-i", keyFile));
    expect(output).to.equal(
      "The bastion of stg is off. To turn it on: pulumi config set --stack stg --path 'minimal-secure-web:bastion' true && pulumi up --stack stg\n",
    );
    expect(status).to.equal(1);
    expect(since(before)).to.not.include("RunInstances");
  });
});

/** Fails when a process ends that should not yet. */
async function failed(ended: Promise<Run>): Promise<never> {
  const { status, output } = await ended;
  throw new Error(`ended with status ${String(status)}: ${output}`);
}

import { once } from "node:events";
import * as fs from "node:fs";

import { StopInstancesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { skipAt } from "../support/namespaces";
import { finished, type Run } from "./support/lab";
import { DeployedLab, PUBLIC, SSH_HOSTS } from "./support/stage-lab/deployed-lab";
import { obstacle } from "./support/stage-lab/obstacle";

describe("Logging in to a stage, with real SSH", function () {
  this.bail(true);
  const deployed = new DeployedLab("login");
  const { stage, keyFile } = deployed;

  before(async function () {
    skipAt(obstacle(), this);
    await deployed.start();
  });

  after(() => deployed.stop());

  const ssh = (...args: readonly string[]) => finished(deployed.begin("ssh", "-i", keyFile, ...args));

  /** Plain SSH, with none of the project's configuration. */
  function straight(from: "admin" | "stranger", address: string): Promise<Run> {
    const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "ConnectTimeout=2", "BatchMode=yes"];
    const command = ["ssh", "-F", "none", "-i", keyFile, ...options.flatMap((option) => ["-o", option])];
    return finished(deployed.lab.command(from, "/", process.env, [...command, `ec2-user@${address}`, "true"]));
  }

  const login = (file: string) => deployed.loginFile(file);
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
      deployed.machines.web.id,
      "-i",
      keyFile,
      "--",
      "echo $MACHINE",
    ];
    const { status, output } = await finished(deployed.lab.command("admin", stage.project, stage.environment, command));
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
    const keys = SSH_HOSTS.map(
      (host) => `${deployed.machines[host].id} ${/ssh-ed25519 \S+/.exec(deployed.lab.console(host))![0]}`,
    );
    expect(lines).to.have.members(keys);
    const modes = ["known_hosts", "config", "."].map((file) => (fs.statSync(login(file)).mode & 0o777).toString(8));
    expect(modes).to.deep.equal(["600", "600", "700"]);
  });

  it("is refused where it comes straight, by the security group alone", async () => {
    const before = await deployed.lab.refused("web");
    const { status, output } = await straight("admin", deployed.machines.web.privateIp);
    expect(output).to.contain("timed out");
    expect(status).to.equal(255);
    expect(await deployed.lab.refused("web")).to.be.greaterThan(before);
  });

  it("is refused at the bastion to whom adminCidrs do not name", async () => {
    expect((await straight("admin", PUBLIC.bastion)).status).to.equal(0);
    const { status, output } = await straight("stranger", PUBLIC.bastion);
    expect(output).to.contain("timed out");
    expect(status).to.equal(255);
  });

  it("goes to a web server's SSH through a forwarded port, for as long as that is wanted", async () => {
    const tunnel = deployed.begin("tunnel", "stg", "-i", keyFile);
    const ended = finished(tunnel);
    let said = "";
    tunnel.stdout!.on("data", (data: Buffer) => (said += data.toString()));
    while (!said.includes("The tunnel is open")) await Promise.race([once(tunnel.stdout!, "data"), failed(ended)]);
    const through = () =>
      finished(
        deployed.lab.command("admin", "/", process.env, ["ssh", "-F", login("config"), "tunnel", "echo $MACHINE"]),
      );
    expect((await through()).output).to.equal("web\n");
    const second = await finished(deployed.begin("tunnel", "stg"));
    expect(second).to.deep.equal({
      status: 1,
      output: "Port 50022 of this machine is in use, perhaps by another tunnel: end that first\n",
    });
    await deployed.lab.must("admin", "pkill", "-INT", "--full", "tools/cli.js tunnel");
    await ended;
    expect((await through()).status).to.equal(255);
  });

  it("goes nowhere when a machine shows another host key than before", async () => {
    await deployed.lab.changeHostKey("web");
    const { status, output } = await ssh("stg", "web", "--", "true");
    expect(output).to.contain("Host key verification failed");
    expect(status).to.equal(255);
  });

  it("starts no bastion that has powered itself off, and says which command does", async () => {
    const { id } = deployed.machines.bastion;
    await deployed.aws.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
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
    const { status, output } = await finished(deployed.begin("tunnel", "stg", "-i", keyFile));
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

import { once } from "node:events";
import * as fs from "node:fs";

import { StopInstancesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { skipUnlessSupported } from "../support/namespaces";
import { finished, type Run } from "./support/lab";
import { DeployedLab, PUBLIC, REQUIREMENTS, SSH_HOSTS } from "./support/stage-lab/deployed-lab";

describe("Logging in to a stage, with real SSH", function () {
  this.bail(true);
  const deployed = new DeployedLab("login");
  const { stage, keyFile } = deployed;

  before(async function () {
    skipUnlessSupported(REQUIREMENTS, this);
    await deployed.start();
  });

  after(() => deployed.stop());

  const ssh = (...args: readonly string[]) => finished(deployed.begin("ssh", "-i", keyFile, ...args));

  /** Plain SSH, without the project's configuration. */
  function directly(from: "admin" | "stranger", address: string): Promise<Run> {
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
    it(`connects to the ${role} and runs a command there`, async () => {
      const { status, output } = await ssh("stg", role, "--", "echo", "I am $INSTANCE, you are $(whoami)");
      expect(output, output).to.contain(`I am ${role}, you are ec2-user`);
      expect(status).to.equal(0);
    });
  }

  it("connects to a web server by its id, with npm", async () => {
    const command = [
      "npm",
      "run",
      "--silent",
      "ssh",
      "--",
      "stg",
      deployed.instances.web.id,
      "-i",
      keyFile,
      "--",
      "echo $INSTANCE",
    ];
    const { status, output } = await finished(deployed.lab.command("admin", stage.project, stage.environment, command));
    expect(output).to.match(/^web$/m);
    expect(status).to.equal(0);
  });

  it("returns the exit status of the remote command", async () => {
    expect((await ssh("stg", "web", "--", "exit 7")).status).to.equal(7);
  });

  it("only reads from AWS", async () => {
    const before = stage.calls().length;
    await ssh("stg", "web", "--", "true");
    expect(since(before).filter((action) => !/^(Describe|Get)/.test(action))).to.deep.equal([]);
  });

  it("stores host keys from the console output by instance id, readable by the current user only", () => {
    const lines = fs.readFileSync(login("known_hosts"), "utf8").trim().split("\n");
    const keys = SSH_HOSTS.map(
      (host) => `${deployed.instances[host].id} ${/ssh-ed25519 \S+/.exec(deployed.lab.console(host))![0]}`,
    );
    expect(lines).to.have.members(keys);
    const modes = ["known_hosts", "config", "."].map((file) => (fs.statSync(login(file)).mode & 0o777).toString(8));
    expect(modes).to.deep.equal(["600", "600", "700"]);
  });

  it("is blocked by the security group when it does not use the bastion", async () => {
    const before = await deployed.lab.droppedPackets("web");
    const { status, output } = await directly("admin", deployed.instances.web.privateIp);
    expect(output).to.contain("timed out");
    expect(status).to.equal(255);
    expect(await deployed.lab.droppedPackets("web")).to.be.greaterThan(before);
  });

  it("is blocked at the bastion for addresses outside adminCidrs", async () => {
    expect((await directly("admin", PUBLIC.bastion)).status).to.equal(0);
    const { status, output } = await directly("stranger", PUBLIC.bastion);
    expect(output).to.contain("timed out");
    expect(status).to.equal(255);
  });

  it("forwards a port to a web server's SSH until it is interrupted", async () => {
    const tunnel = deployed.begin("tunnel", "stg", "-i", keyFile);
    const ended = finished(tunnel);
    let output = "";
    tunnel.stdout!.on("data", (data: Buffer) => (output += data.toString()));
    while (!output.includes("The tunnel is open")) await Promise.race([once(tunnel.stdout!, "data"), failed(ended)]);
    const through = () =>
      finished(
        deployed.lab.command("admin", "/", process.env, ["ssh", "-F", login("config"), "tunnel", "echo $INSTANCE"]),
      );
    expect((await through()).output).to.equal("web\n");
    const second = await finished(deployed.begin("tunnel", "stg"));
    expect(second).to.deep.equal({
      status: 1,
      output: "Port 50022 of this computer is in use, perhaps by another tunnel: end that first\n",
    });
    await deployed.lab.must("admin", "pkill", "-INT", "--full", "tools/cli.js tunnel");
    await ended;
    expect((await through()).status).to.equal(255);
  });

  it("fails when an instance has another host key than before", async () => {
    await deployed.lab.changeHostKey("web");
    const { status, output } = await ssh("stg", "web", "--", "true");
    expect(output).to.contain("Host key verification failed");
    expect(status).to.equal(255);
  });

  it("does not start a bastion that has powered itself off, and prints the command for it", async () => {
    const { id } = deployed.instances.bastion;
    await deployed.aws.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    const before = stage.calls().length;
    expect(await ssh("stg", "web")).to.deep.equal({
      status: 1,
      output: `The bastion of stg has powered itself off. To start it: aws ec2 start-instances --instance-ids ${id} --region ap-northeast-1\n`,
    });
    expect(since(before)).to.not.include("StartInstances");
  });

  it("does not create a bastion, and prints the command for it", async () => {
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

/** Fails when a process ends too early. */
async function failed(ended: Promise<Run>): Promise<never> {
  const { status, output } = await ended;
  throw new Error(`ended with status ${String(status)}: ${output}`);
}

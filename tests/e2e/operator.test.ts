import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";

import { RevokeSecurityGroupIngressCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { skipUnlessInstancesRun } from "../support/instances";
import { Aws } from "./support/aws";
import { RunningStage, type Finished } from "./support/running/running-stage";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

const ADMIN = "203.0.113.7";
const STRANGER = "198.51.100.66";

describe("The operator of a stage whose instances run", function () {
  eachNeedsTheOneBefore(this);
  const stage = new RunningStage("stg", "operator");
  const keyFile = stage.file("stg.key");
  const tool = (name: "ssh" | "tunnel" | "verify", ...args: readonly string[]) => [
    process.execPath,
    "tools/cli.js",
    name,
    ...args,
  ];
  const ssh = (...args: readonly string[]) => stage.operator(...tool("ssh", "-i", keyFile, ...args));
  const loginFile = (name: string) => path.join(stage.project, ".local", "login", "stg", name);
  const since = (before: number) =>
    stage
      .calls()
      .slice(before)
      .map(({ action }) => action);
  const one = (role: "web" | "nat" | "bastion") => {
    const [id] = stage.instances(role);
    expect(id, role).to.be.a("string");
    return stage.machines.cloud!.instances.find((instance) => instance.id === id)!;
  };

  before(async function () {
    skipUnlessInstancesRun(this);
    await stage.start();
    await stage.set("adminCidrs[0]", `${ADMIN}/32`);
    await stage.set("bastion", "true");
    await stage.up();
    const { output: key } = await stage.pulumi("stack", "output", "sshPrivateKey", "--show-secrets");
    fs.writeFileSync(keyFile, key, { mode: 0o600 });
    await stage.machines.addInternetAddress(STRANGER);
    await stage.until(
      "the bastion accepts connections",
      async () => (await ssh("stg", "bastion", "--", "true")).status === 0,
    );
  });
  after(() => stage.stop());

  /** Plain SSH, without the project's configuration. */
  function directly(from: string, address: string): Promise<Finished> {
    const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "ConnectTimeout=2", "BatchMode=yes"];
    const command = ["ssh", "-F", "none", "-b", from, "-i", keyFile, ...options.flatMap((option) => ["-o", option])];
    return stage.operator(...command, `ec2-user@${address}`, "true");
  }

  for (const role of ["web", "nat", "bastion"] as const) {
    it(`connects to the ${role} and runs a command there`, async () => {
      const { status, stdout, stderr } = await ssh("stg", role, "--", "echo", "I am $(hostname -I), you are $(whoami)");
      expect(stdout, stderr).to.contain(`I am ${one(role).privateAddress} , you are ec2-user`);
      expect(status).to.equal(0);
    });
  }

  it("connects to a web server by its id, with npm", async () => {
    const { id, privateAddress } = one("web");
    const command = ["npm", "run", "--silent", "ssh", "--", "stg", id, "-i", keyFile, "--", "hostname -I"];
    const { status, stdout, stderr } = await stage.operator(...command);
    expect(stdout, stderr).to.contain(privateAddress);
    expect(status).to.equal(0);
  });

  it("gets the exit status of the remote command", async () => {
    expect((await ssh("stg", "web", "--", "exit 7")).status).to.equal(7);
  });

  it("only reads from AWS to log in", async () => {
    const before = stage.calls().length;
    await ssh("stg", "web", "--", "true");
    expect(since(before).filter((action) => !/^(Describe|Get)/.test(action))).to.deep.equal([]);
  });

  it("has host keys from the console output by instance id, readable by the current user only", async () => {
    const lines = fs.readFileSync(loginFile("known_hosts"), "utf8").trim().split("\n");
    for (const role of ["web", "nat", "bastion"] as const) {
      const { stdout: key } = await stage.inside(one(role).id, "cat", "/etc/ssh/ssh_host_ed25519_key.pub");
      expect(lines).to.include(`${one(role).id} ${key.split(" ").slice(0, 2).join(" ").trim()}`);
    }
    const modes = ["known_hosts", "config", "."].map((file) => (fs.statSync(loginFile(file)).mode & 0o777).toString(8));
    expect(modes).to.deep.equal(["600", "600", "700"]);
  });

  it("reaches the bastion only from adminCidrs, and no web server without the bastion", async () => {
    const bastion = one("bastion").publicAddress ?? "";
    expect((await directly(ADMIN, bastion)).status).to.equal(0);
    for (const [from, to] of [
      [STRANGER, bastion],
      [ADMIN, one("web").privateAddress],
    ] as const) {
      const { status, stderr } = await directly(from, to);
      expect(stderr).to.contain("timed out");
      expect(status).to.equal(255);
    }
  });

  it("forwards a port to a web server's SSH until it is interrupted", async () => {
    const tunnel = stage.begin(tool("tunnel", "stg", "-i", keyFile));
    let output = "";
    tunnel.stdout!.on("data", (data: Buffer) => (output += data.toString()));
    tunnel.stderr!.on("data", (data: Buffer) => (output += data.toString()));
    await stage.until(`the tunnel is open: ${output}`, () => output.includes("The tunnel is open"));
    const through = () => stage.operator("ssh", "-F", loginFile("config"), "tunnel", "hostname -I");
    expect((await through()).stdout).to.contain(one("web").privateAddress);
    const second = await stage.operator(...tool("tunnel", "stg"));
    expect(second.status).to.equal(1);
    expect(second.stderr).to.contain(
      "Port 50022 of this computer is in use, perhaps by another tunnel: close it first",
    );
    const ended = once(tunnel, "exit");
    await stage.operator("pkill", "-INT", "--full", "tools/cli.js tunnel");
    await ended;
    expect((await through()).status).to.equal(255);
  });

  /** Results by check: `passed`, or the detail. */
  async function verify(): Promise<{
    readonly status: number | null;
    readonly checks: Readonly<Record<string, string>>;
  }> {
    const { status, stdout, stderr } = await stage.operator(...tool("verify", "stg", "-i", keyFile, "--json"));
    expect(stdout, stderr).to.contain("{\n");
    const { checks, emulator } = JSON.parse(stdout) as {
      emulator: boolean;
      checks: { id: string; status: string; detail: string }[];
    };
    expect(emulator).to.equal(false);
    const results = checks.map(({ id, ...check }) => [id, check.status === "passed" ? "passed" : check.detail]);
    return { status, checks: Object.fromEntries(results) as Record<string, string> };
  }
  const allPassed = Object.fromEntries(
    ["listeners", "http", "https", "servers", "way-out", "closed", "additions", "bastion"].map((id) => [id, "passed"]),
  );

  it("sees by npm run verify that everything works: page, certificate, internet egress, closed ports, login", async () => {
    const { status, checks } = await verify();
    expect(checks).to.deep.equal(allPassed);
    expect(status).to.equal(0);
  });

  it("finds by npm run verify a web server without internet egress", async () => {
    await stage.inside(one("nat").id, "sysctl", "--quiet", "--write", "net.ipv4.ip_forward=0");
    const { status, checks } = await verify();
    expect(status).to.equal(1);
    expect(checks["way-out"]).to.match(/^web server i-\w+ .* (timed out|could not|answer)/i);
    expect({ ...checks, "way-out": "passed" }).to.deep.equal(allPassed);
    await stage.inside(one("nat").id, "sysctl", "--quiet", "--write", "net.ipv4.ip_forward=1");
  });

  it("is refused new connections within two seconds after a rule is revoked, and keeps those that are open", async () => {
    const bastion = one("bastion");
    const open = stage.begin(["ssh", "-F", loginFile("config"), bastion.id, "while sleep 0.2; do echo on; done"]);
    let lines = 0;
    open.stdout!.on("data", () => (lines += 1));
    await stage.until("a session is open", () => lines > 2);
    await new Aws(stage.endpoint).ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: bastion.securityGroupIds[0],
        IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: `${ADMIN}/32` }] }],
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect((await directly(ADMIN, bastion.publicAddress ?? "")).stderr).to.contain("timed out");
    const before = lines;
    await stage.until("the open session continues", () => lines > before + 5);
    open.kill();
    await stage.up("--refresh");
  });

  it("is told that a bastion has powered itself off, and how to start it", async () => {
    const { id } = one("bastion");
    await new Aws(stage.endpoint).ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await stage.until("the bastion is off", () => stage.instances("bastion").length === 0);
    const before = stage.calls().length;
    const { status, stderr } = await ssh("stg", "web");
    expect([status, stderr]).to.deep.equal([
      1,
      `The bastion of stg has powered itself off. To start it: aws ec2 start-instances --instance-ids ${id} --region ap-northeast-1\n`,
    ]);
    expect(since(before)).to.not.include("StartInstances");
  });

  it("is told how to turn the bastion on, which is not done for him", async () => {
    await stage.set("bastion", "false");
    await stage.up();
    const before = stage.calls().length;
    const { status, stderr } = await stage.operator(...tool("tunnel", "stg", "-i", keyFile));
    expect([status, stderr]).to.deep.equal([
      1,
      "The bastion of stg is off. To turn it on: pulumi config set --stack stg minimal-secure-web:bastion true && pulumi up --stack stg\n",
    ]);
    expect(since(before)).to.not.include("RunInstances");
  });
});

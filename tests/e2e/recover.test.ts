import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as ec2 from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { Aws } from "./support/aws";
import { EmulatedStage, RECOVERING, type Finished } from "./support/emulated-stage";
import { addedSince, takeInventory, type Inventory } from "./support/inventory";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

interface Input {
  /** The standard input. */
  readonly answer?: string;
  readonly more?: NodeJS.ProcessEnv;
}

/** Calls that change nothing. */
const READING = /^(?:Get|Describe|List|Head)/;

describe("npm run recover", function () {
  const stage = new EmulatedStage("stg", "recover");
  let aws: Aws;
  /** The account with the other stage and the foreign resources alone. */
  let others: Inventory;
  let deployed: Inventory;
  let vpcId = "";
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    aws = new Aws(stage.endpoint);
    await createOthers();
    others = await takeInventory(aws);
    await stage.up();
    deployed = await takeInventory(aws);
    vpcId = String(await stage.output("vpcId"));
  });
  after(() => stage.stop());

  /** Runs the command, with answers to its questions. */
  function recover(args: readonly string[], { answer = "", more = {} }: Input = {}): Promise<Finished> {
    return stage.answering(answer, more, "recover", ...args);
  }

  /** The calls of a command that change something. */
  async function changesDuring(command: () => Promise<unknown>): Promise<readonly string[]> {
    const before = stage.calls().length;
    await command();
    const calls = stage.calls().slice(before);
    return calls.map(({ action }) => action).filter((action) => !READING.test(action));
  }

  const tagsOf = (tags: Readonly<Record<string, string>>, type: ec2.ResourceType) => ({
    TagSpecifications: [
      { ResourceType: type, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
    ] satisfies ec2.TagSpecification[],
  });
  const ours = (Name: string) => ({ Service: "servicename", Stage: "stg", ManagedBy: "pulumi", Name });

  /** A VPC of another stage, one without tags, and resources that differ from the stage's in one tag each. */
  async function createOthers(): Promise<void> {
    const { ec2: client } = aws;
    for (const tags of [{ ...ours("vpc-servicename-prod"), Stage: "prod" }, { Name: "foreign" }]) {
      const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: "10.9.0.0/16", ...tagsOf(tags, "vpc") }));
      const inVpc = { VpcId: Vpc?.VpcId };
      await client.send(new ec2.CreateSubnetCommand({ ...inVpc, CidrBlock: "10.9.0.0/24", ...tagsOf(tags, "subnet") }));
      await client.send(
        new ec2.CreateSecurityGroupCommand({
          ...{ ...inVpc, GroupName: "other", Description: "other" },
          ...tagsOf(tags, "security-group"),
        }),
      );
    }
    for (const [key, value] of Object.entries({ Service: "blog", Stage: "prod", ManagedBy: "ada" })) {
      const tags = { ...ours(`differs-in-${key}`), [key]: value };
      await client.send(
        new ec2.CreateLaunchTemplateCommand({
          ...{ LaunchTemplateName: `differs-in-${key}`, LaunchTemplateData: { InstanceType: "t4g.micro" } },
          ...tagsOf(tags, "launch-template"),
        }),
      );
      await client.send(new ec2.AllocateAddressCommand({ Domain: "vpc", ...tagsOf(tags, "elastic-ip") }));
    }
  }

  /** A lock file of the stack, as `pulumi` writes it. */
  function writeLock(lock: { pid: number; hostname: string }): string {
    const folder = path.join(
      ...[stage.project, "..", "state", ".pulumi", "locks", "organization", "minimal-secure-web", "stg"],
    );
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, "00000000-0000-0000-0000-000000000000.json");
    fs.writeFileSync(file, JSON.stringify({ ...lock, username: "ada", timestamp: "2026-11-28T00:00:00Z" }));
    return file;
  }

  /** What lost responses leave: a rule, an unused group, a launch template, and a used one. */
  async function createLeftovers(): Promise<void> {
    const { ec2: client } = aws;
    const { SecurityGroups = [] } = await client.send(
      new ec2.DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
    );
    const web = SecurityGroups.find(({ Tags }) =>
      Tags?.some(({ Value }) => Value === "securitygroup-servicename-stg-web"),
    );
    await client.send(
      new ec2.AuthorizeSecurityGroupIngressCommand({
        GroupId: web?.GroupId,
        IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "10.0.0.0/24" }] }],
        ...tagsOf(ours("left-rule"), "security-group-rule"),
      }),
    );
    await client.send(
      new ec2.CreateSecurityGroupCommand({
        ...{ VpcId: vpcId, GroupName: "left", Description: "left" },
        ...tagsOf(ours("left-group"), "security-group"),
      }),
    );
    await client.send(
      new ec2.CreateLaunchTemplateCommand({
        ...{ LaunchTemplateName: "left", LaunchTemplateData: { InstanceType: "t4g.micro" } },
        ...tagsOf(ours("left-template"), "launch-template"),
      }),
    );
  }

  it("changes nothing in a healthy stage, and says so", async () => {
    const start = Date.now();
    const changes = await changesDuring(async () => {
      const { status, stdout, stderr } = await recover(["stg"]);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
      expect(stdout).to.equal("There is nothing to recover in stg.\n");
    });
    const seconds = (Date.now() - start) / 1000;
    console.log(`      ${seconds.toFixed(1)} s`);
    expect(changes).to.deep.equal([]);
  });

  it("refuses a stage of another state, even with --yes, and names --destroy", async () => {
    const folder = stage.file("other-state");
    fs.mkdirSync(folder, { recursive: true });
    const more = { PULUMI_BACKEND_URL: `file://${folder}` };
    for (const hasStack of [false, true]) {
      if (hasStack) await stage.tryPulumiWith(more, "stack", "init", "stg");
      const changes = await changesDuring(async () => {
        const { status, stderr } = await recover(["stg", "--yes"], { more });
        expect(status).to.equal(1);
        expect(stderr).to.match(/^Nothing was changed: VPC vpc-\w+ has the tags of this stage and running instances/);
        expect(stderr)
          .to.contain("npm run recover -- stg --destroy")
          .and.to.not.match(/^\s+at /m);
      });
      expect(changes).to.deep.equal([]);
    }
  });

  it("removes the lock of a process that has ended", async () => {
    const file = writeLock({ pid: 2 ** 22 - 1, hostname: os.hostname() });
    const { status, stdout } = await recover(["stg"]);
    expect(stdout).to.contain("which has ended").and.to.contain("Removed the lock.");
    expect(status).to.equal(0);
    expect(fs.existsSync(file)).to.equal(false);
  });

  it("repairs a state whose attributes a killed pulumi has not written", async () => {
    const file = path.join(stage.project, "..", "state", ".pulumi", "stacks", "minimal-secure-web", "stg.json.attrs");
    fs.writeFileSync(file, "");
    expect((await stage.tryPulumi("stack", "export")).output).to.contain("EOF");
    const dry = await recover(["stg", "--dry-run"]);
    expect(dry.stdout + dry.stderr)
      .to.contain("is incomplete")
      .and.to.contain("without --dry-run");
    expect(fs.existsSync(file)).to.equal(true);
    const { status, stdout } = await recover(["stg"]);
    expect(stdout).to.contain("Removed it").and.to.contain("There is nothing to recover in stg.");
    expect(status).to.equal(0);
    await stage.pulumi("stack", "export");
  });

  it("stops while a pulumi on this computer holds the lock", async () => {
    const program = stage.file("pulumi");
    fs.copyFileSync("/bin/sleep", program);
    fs.chmodSync(program, 0o755);
    const holder = spawn(program, ["600"]);
    const file = writeLock({ pid: holder.pid ?? 0, hostname: os.hostname() });
    const { status, stderr } = await recover(["stg", "--yes"]);
    holder.kill("SIGKILL");
    expect(stderr).to.contain("pulumi is working on stg");
    expect(status).to.equal(1);
    expect(fs.existsSync(file)).to.equal(true);
    fs.rmSync(file);
  });

  it("asks about the lock of another computer, also with --yes", async () => {
    const file = writeLock({ pid: 7, hostname: "elsewhere" });
    const refused = await recover(["stg", "--yes"]);
    expect(refused.stderr).to.contain("Has this process on elsewhere ended?").and.to.contain("stays locked");
    expect(refused.status).to.equal(1);
    expect(fs.existsSync(file)).to.equal(true);
    const confirmed = await recover(["stg"], { answer: "y\n" });
    expect(confirmed.status, confirmed.stderr).to.equal(0);
    expect(fs.existsSync(file)).to.equal(false);
  });

  it("shows what it would delete with --dry-run, and deletes nothing without an answer", async () => {
    await createLeftovers();
    for (const [args, answer, expected] of [
      [["--dry-run"], "", "Nothing was changed (--dry-run)."],
      [["--dry-run", "--yes"], "", "Nothing was changed (--dry-run)."],
      [[], "", "Nothing was changed."],
      [[], "n\n", "Nothing was changed."],
    ] as const) {
      const changes = await changesDuring(async () => {
        const { stdout } = await recover(["stg", ...args], { answer });
        expect(stdout).to.contain(expected);
        for (const left of ["left-rule", "left-group", "left-template"]) expect(stdout).to.contain(left);
      });
      expect(changes).to.deep.equal([]);
    }
  });

  it("continues after an interruption, deletes what is left, and nothing of others", async () => {
    const child = spawn("npm", ["run", "--silent", "recover", "--", "stg", "--yes"], {
      ...{ cwd: stage.project, env: { ...stage.environment, ...RECOVERING }, stdio: "ignore", detached: true },
    });
    // It takes a second before its first call.
    stage.setInterceptor(async (call, next) => {
      const response = await next(call);
      if (READING.test(call.action)) return response;
      process.kill(-(child.pid ?? 0), "SIGKILL");
      return undefined;
    });
    await new Promise((resolve) => child.on("close", resolve));
    stage.setInterceptor();
    const { status, stdout, stderr } = await recover(["stg", "--yes"]);
    expect(status, stderr).to.equal(0);
    expect(stdout).to.match(/Recovered stg: deleted 2 resources and cleared 0 operations/);
    expect(await takeInventory(aws)).to.deep.equal(deployed);
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("refuses --destroy for a stage with deletion protection, by the stage file", async () => {
    await stage.set("protect", "true");
    const changes = await changesDuring(async () => {
      const { status, stderr } = await recover(["stg", "--destroy"], { answer: "stg\n" });
      expect(status).to.equal(1);
      expect(stderr)
        .to.contain("stg has deletion protection, so nothing was changed")
        .and.contain("pulumi config set minimal-secure-web:protect false --stack stg");
      const dryRun = await recover(["stg", "--destroy", "--dry-run"]);
      expect(dryRun.status, dryRun.stderr).to.equal(0);
      expect(dryRun.stdout).to.match(/The state of stg is not lost, it has \d+ resources: pulumi destroy --stack stg/);
    });
    expect(changes).to.deep.equal([]);
    await stage.unset("protect");
  });

  it("deletes everything of a stage without a state, after its name, and nothing of others", async () => {
    const { output } = await stage.pulumi("stack", "export", "--show-secrets");
    const keys = [...output.matchAll(/PRIVATE KEY-----\\+n([A-Za-z0-9+/]{40})/g)].map(([, key]) => key);
    expect(keys).to.have.length.above(1);
    fs.rmSync(path.join(stage.project, "..", "state", ".pulumi", "stacks"), { recursive: true });
    const refused = await changesDuring(async () => {
      const { status, stdout } = await recover(["stg", "--destroy"], { answer: "prod\n" });
      expect(status).to.equal(1);
      expect(stdout).to.contain("Nothing was changed.");
    });
    expect(refused).to.deep.equal([]);
    const dry = await changesDuring(() => recover(["stg", "--destroy", "--dry-run"], { answer: "stg\n" }));
    expect(dry).to.deep.equal([]);

    const { status, stdout, stderr } = await recover(["stg", "--destroy"], { answer: "stg\n" });
    expect(status, stderr).to.equal(0);
    expect(stdout).to.contain("Deleted everything of stg.");
    expect(addedSince(others, await takeInventory(aws))).to.deep.equal({});
    expect(addedSince(await takeInventory(aws), others)).to.deep.equal({});
    for (const key of keys) expect(stdout + stderr).to.not.contain(key);
  });

  it("has nothing to do when nothing is left", async () => {
    expect((await recover(["stg", "--destroy"])).stdout).to.contain("AWS has no resources of stg");
    expect((await recover(["stg"])).stdout).to.contain("There is nothing to recover in stg.");
  });

  it("deletes the snapshot of an AMI that is gone, as after a lost response, and not that of another stage", async () => {
    const { VolumeId } = await aws.ec2.send(
      new ec2.CreateVolumeCommand({ AvailabilityZone: "ap-northeast-1a", Size: 8, ...tagsOf({ Name: "x" }, "volume") }),
    );
    const Description = "Created by CreateImage(i-0123456789abcdef0) for ami-0123456789abcdef0";
    const create = async (tags: Readonly<Record<string, string>>): Promise<string | undefined> => {
      const wanted = { VolumeId, Description, ...tagsOf(tags, "snapshot") };
      return (await aws.ec2.send(new ec2.CreateSnapshotCommand(wanted))).SnapshotId;
    };
    const own = await create(ours("servicename-stg-web"));
    const foreign = await create({ ...ours("servicename-prod-web"), Stage: "prod" });
    const { status, stdout } = await recover(["stg", "--yes"]);
    expect(status).to.equal(0);
    expect(stdout).to.contain("its AMI ami-0123456789abcdef0 has been deleted");
    const { snapshots = [] } = await takeInventory(aws);
    expect([snapshots.includes(own ?? ""), snapshots.includes(foreign ?? "")]).to.deep.equal([false, true]);
  });
});

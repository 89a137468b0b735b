import { expect } from "chai";

import { instanceRefresh } from "../../../../../tools/local/patches/instance-refresh";
import { boundsOf } from "../../../../../tools/local/patches/refresh/refresh";
import { UNHEALTHY_TAG } from "../../../../../tools/local/patches/refresh/group";
import { find, findAll, textsOf } from "../../../../../tools/local/xml";
import type { MemberHealth } from "../../../../../tools/local/patches/running-groups/running-groups";
import { FakeEmulator, type Responses } from "../support";

const SERVICE = "autoscaling";
const NAMED = { AutoScalingGroupName: "asg" };
const OUR_PREFERENCES = {
  "Preferences.MinHealthyPercentage": "100",
  "Preferences.MaxHealthyPercentage": "200",
  "Preferences.SkipMatching": "true",
};
const VERSION_2 = {
  "DesiredConfiguration.LaunchTemplate.LaunchTemplateId": "lt-1",
  "DesiredConfiguration.LaunchTemplate.Version": "2",
};
const ROLLBACK = { ...VERSION_2, ...OUR_PREFERENCES, "Preferences.AutoRollback": "true" };

/** A group in an emulator, with instances by the version from which they were launched. */
class FakeGroup {
  version = "1";
  unhealthy = false;
  launched = 0;
  readonly servers = new Map<string, string>();
  readonly emulator: FakeEmulator;
  /** The number of instances after each change. */
  readonly sizes: number[] = [];

  constructor(size: number, stepMs: number, responses: Responses = {}, timeoutMs = 0, health?: MemberHealth) {
    this.grow(size);
    this.sizes.length = 0;
    this.emulator = new FakeEmulator(instanceRefresh(stepMs, timeoutMs, health), {
      DescribeScalingActivities: "<R><Activities/></R>",
      DescribeAutoScalingGroups: () => this.describe(),
      SetDesiredCapacity: ({ params }) => this.grow(Number(params.DesiredCapacity)),
      TerminateInstanceInAutoScalingGroup: ({ params }) => {
        this.servers.delete(String(params.InstanceId));
        this.sizes.push(this.servers.size);
        return "<R/>";
      },
      UpdateAutoScalingGroup: ({ params }) => {
        this.version = String(params["LaunchTemplate.Version"]);
        return "<R/>";
      },
      ...responses,
    });
  }

  start(params: Readonly<Record<string, string>> = {}) {
    return this.emulator.respond(SERVICE, "StartInstanceRefresh", { ...NAMED, ...params });
  }

  /** A field of the newest refresh. */
  async field(name: string): Promise<string | undefined> {
    const root = await this.emulator.send(SERVICE, "DescribeInstanceRefreshes", NAMED);
    return find(findAll(root, "member")[0], name)?.text;
  }

  /** Waits until the newest refresh has ended; returns its status. */
  async ended(): Promise<string> {
    for (;;) {
      const status = (await this.field("Status")) ?? "";
      if (!/^Pending$|Progress$|ing$/.test(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  private grow(size: number): string {
    while (this.servers.size < size) this.servers.set(`i-${++this.launched}`, this.version);
    this.sizes.push(this.servers.size);
    return "<R/>";
  }

  private describe(): string {
    const template = (version: string) =>
      `<LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>${version}</Version></LaunchTemplate>`;
    const servers = [...this.servers].map(
      ([id, version]) =>
        `<member><InstanceId>${id}</InstanceId><LifecycleState>InService</LifecycleState>${template(version)}</member>`,
    );
    const tags = this.unhealthy ? `<Tags><member><Key>${UNHEALTHY_TAG}</Key></member></Tags>` : "";
    return `<R><AutoScalingGroups><member><AutoScalingGroupName>asg</AutoScalingGroupName><DesiredCapacity>${this.servers.size}</DesiredCapacity>${template(this.version)}${tags}<Instances>${servers.join("")}</Instances></member></AutoScalingGroups></R>`;
  }
}

describe("An instance refresh in the emulator", () => {
  const groups: FakeGroup[] = [];
  afterEach(() => {
    for (const { emulator } of groups.splice(0)) emulator.patch.close?.();
  });
  function group(size: number, stepMs = 0, responses: Responses = {}, timeoutMs = 0): FakeGroup {
    const launched = new FakeGroup(size, stepMs, responses, timeoutMs);
    groups.push(launched);
    return launched;
  }

  it("launches before it terminates, also in a group of one, and sets the new version at its end", async () => {
    for (const size of [1, 2]) {
      const one = group(size);
      await one.start({ ...VERSION_2, ...OUR_PREFERENCES });
      expect(await one.field("Status")).to.equal("Pending");
      expect(await one.ended()).to.equal("Successful");
      expect(Math.min(...one.sizes)).to.equal(size);
      expect([...one.servers.values()]).to.deep.equal(Array.from({ length: size }, () => "2"));
      expect(one.version).to.equal("2");
      expect([await one.field("PercentageComplete"), await one.field("InstancesToUpdate")]).to.deep.equal(["100", "0"]);
    }
  });

  it("replaces one instance at a time without room for more, terminating it first", async () => {
    const four = group(4);
    await four.start(VERSION_2);
    expect(await four.ended()).to.equal("Successful");
    expect(four.sizes).to.deep.equal([3, 4, 3, 4, 3, 4, 3, 4]);
  });

  it("skips matching instances if requested", async () => {
    const two = group(2);
    await two.start(OUR_PREFERENCES);
    expect(await two.ended()).to.equal("Successful");
    expect(two.sizes).to.deep.equal([]);
    await two.start();
    expect(await two.ended()).to.equal("Successful");
    expect([...two.servers.keys()]).to.deep.equal(["i-3", "i-4"]);
  });

  it("shows new instances as pending until they are in service, beyond the desired capacity", async () => {
    const one = group(1, 20);
    await one.start({ ...VERSION_2, ...OUR_PREFERENCES });
    const seen = new Set<string>();
    while ((await one.field("EndTime")) === undefined) {
      const root = await one.emulator.send(SERVICE, "DescribeAutoScalingGroups");
      seen.add([findAll(root, "DesiredCapacity")[0]?.text, ...textsOf(root, "LifecycleState")].join());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect([...seen]).to.include.members(["1,InService,Pending", "1,InService,InService"]);
  });

  it("rolls back when new instances are unhealthy, and never sets their version", async () => {
    const two = group(2);
    two.unhealthy = true;
    await two.start(ROLLBACK);
    expect(await two.ended()).to.equal("RollbackSuccessful");
    expect(await two.field("StatusReason")).to.match(
      /^Instance refresh failed: instance i-3 did not pass its ELB health/,
    );
    expect([[...two.servers.keys()], two.version]).to.deep.equal([["i-1", "i-2"], "1"]);
    expect(Math.min(...two.sizes)).to.equal(2);
  });

  it("replaces unhealthy instances and reports them, until it is rolled back", async () => {
    const two = group(2, 10, {}, 60_000);
    two.unhealthy = true;
    await two.start(ROLLBACK);
    const seen = new Set<string>();
    while (seen.size < 4) {
      const root = await two.emulator.send(SERVICE, "DescribeAutoScalingGroups");
      const unhealthy = findAll(root, "member").filter((one) => find(one, "HealthStatus")?.text === "Unhealthy");
      for (const one of unhealthy) seen.add(find(one, "InstanceId")?.text ?? "");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await two.field("Status")).to.equal("InProgress");
    await two.emulator.send(SERVICE, "RollbackInstanceRefresh", NAMED);
    expect(await two.ended()).to.equal("RollbackSuccessful");
    expect([[...two.servers.keys()], two.version]).to.deep.equal([["i-1", "i-2"], "1"]);
    const shown = await two.emulator.send(SERVICE, "DescribeScalingActivities", NAMED);
    const descriptions = textsOf(shown, "Description");
    expect(descriptions).to.include.members([...seen].map((id) => `Terminating EC2 instance: ${id}`));
    expect(findAll(shown, "Cause")[0]?.text).to.match(/taken out of service in response to an ELB system health check/);
    const others = await two.emulator.send(SERVICE, "DescribeScalingActivities", { AutoScalingGroupName: "other" });
    expect(findAll(others, "Description")).to.deep.equal([]);
  });

  it("bakes for one step if requested, with the previous version, and can be rolled back", async () => {
    const baking = { ...ROLLBACK, "Preferences.BakeTime": "120" };
    const until = async (one: FakeGroup, status: string) => {
      while ((await one.field("Status")) !== status) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    const healthy = group(1, 10);
    await healthy.start(baking);
    await until(healthy, "Baking");
    expect([[...healthy.servers.values()], healthy.version]).to.deep.equal([["2"], "1"]);
    expect(await healthy.ended()).to.equal("Successful");
    expect(healthy.version).to.equal("2");

    const back = group(1, 10);
    await back.start(baking);
    await until(back, "Baking");
    await back.emulator.send(SERVICE, "RollbackInstanceRefresh", NAMED);
    expect(await back.ended()).to.equal("RollbackSuccessful");
    expect([[...back.servers.values()], back.version]).to.deep.equal([["1"], "1"]);
  });

  it("continues when healthy instances replace unhealthy ones", async () => {
    const one = group(1, 10, {}, 60_000);
    one.unhealthy = true;
    await one.start(ROLLBACK);
    while (one.launched < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    one.unhealthy = false;
    expect(await one.ended()).to.equal("Successful");
    expect([...one.servers.values()]).to.deep.equal(["2"]);
  });

  it("fails when new instances are unhealthy and AutoRollback is off", async () => {
    const one = group(1);
    one.unhealthy = true;
    await one.start({ ...VERSION_2, ...OUR_PREFERENCES });
    expect(await one.ended()).to.equal("Failed");
    expect([...one.servers.keys()]).to.deep.equal(["i-1"]);
  });

  for (const [action, status, reason] of [
    ["CancelInstanceRefresh", "Cancelled", "Cancelled due to user request."],
    ["RollbackInstanceRefresh", "RollbackSuccessful", "Rollback initiated by user request."],
  ] as const) {
    it(`replaces nothing after ${action}`, async () => {
      const two = group(2);
      await two.start({ ...VERSION_2, ...OUR_PREFERENCES });
      await two.emulator.send(SERVICE, action, NAMED);
      expect(await two.ended()).to.equal(status);
      expect(await two.field("StatusReason")).to.equal(reason);
      expect(two.sizes).to.deep.equal([]);
      expect((await two.emulator.respond(SERVICE, action, NAMED)).status).to.equal(400);
    });
  }

  it("is described with the launch template that was requested, if there was one", async () => {
    for (const [params, expected] of [
      [VERSION_2, ["lt-1", "2"]],
      [{}, []],
    ] as const) {
      const one = group(1);
      await one.start({ ...params, ...OUR_PREFERENCES });
      const root = await one.emulator.send(SERVICE, "DescribeInstanceRefreshes", NAMED);
      const [configuration] = findAll(root, "DesiredConfiguration");
      const fields = ["LaunchTemplateId", "Version"].flatMap((name) =>
        configuration ? textsOf(configuration, name) : [],
      );
      expect(fields).to.deep.equal(expected);
    }
  });

  it("blocks the attachment of a load balancer until it has ended", async () => {
    const AttachLoadBalancers = "<R><Attached/></R>";
    const one = group(1, 10_000, { AttachLoadBalancers });
    const attach = async () => (await one.emulator.respond(SERVICE, "AttachLoadBalancers", NAMED)).body.toString();
    expect(await attach()).to.contain("<Attached/>");
    await one.start();
    expect(await attach()).to.contain("<Code>InstanceRefreshInProgress</Code>");
    await one.emulator.send(SERVICE, "CancelInstanceRefresh", NAMED);
    await one.ended();
    expect(await attach()).to.contain("<Attached/>");
  });

  it("is rejected while another is in progress, for an unknown group, and when it could not roll back", async () => {
    const one = group(1, 10_000);
    await one.start();
    expect((await one.start()).body.toString()).to.contain("<Code>InstanceRefreshInProgress</Code>");
    const none = group(1, 0, { DescribeAutoScalingGroups: "<R><AutoScalingGroups/></R>" });
    expect((await none.start()).body.toString()).to.contain("<Code>ValidationError</Code>");
    const vague = await group(1).start({ "Preferences.AutoRollback": "true" });
    expect(vague.body.toString()).to.contain("The AutoRollback parameter cannot be set to true");
  });

  /** Health checks that pass or fail as a test says. */
  class FakeHealth implements MemberHealth {
    readonly msPerSecond = 1;
    readonly refreshed = new Set<string>();
    readonly marked: string[] = [];
    readonly healthy = new Set<string>();
    readonly failed = new Set<string>();
    readonly inService = (_: string, id: string) => Promise.resolve(this.healthy.has(id));
    readonly unhealthyBecause = (_: string, id: string) => Promise.resolve(this.failed.has(id) ? "because" : undefined);
    readonly mark = (id: string, cause: string) => {
      this.marked.push(`${id} ${cause}`);
      return Promise.resolve();
    };
  }
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it("waits until instances that run are in service, and then for the warm-up", async () => {
    const health = new FakeHealth();
    const one = new FakeGroup(1, 1, {}, 60_000, health);
    groups.push(one);
    await one.start({ ...VERSION_2, ...OUR_PREFERENCES, "Preferences.InstanceWarmup": "100" });
    await pause(50);
    expect([...one.servers.keys()]).to.deep.equal(["i-1", "i-2"]);
    expect(await one.field("StatusReason")).to.match(/^Waiting for remaining instances to be available.* i-2 /);
    expect([...health.refreshed]).to.deep.equal(["i-2"]);
    const started = Date.now();
    health.healthy.add("i-2");
    expect(await one.ended()).to.equal("Successful");
    expect(Date.now() - started).to.be.greaterThan(95);
    expect([...health.refreshed]).to.deep.equal([]);
  });

  it("replaces running instances that fail their health checks, and can be rolled back meanwhile", async () => {
    const health = new FakeHealth();
    const one = new FakeGroup(1, 1, {}, 60_000, health);
    groups.push(one);
    health.healthy.add("i-4");
    await one.start({ ...ROLLBACK, "Preferences.InstanceWarmup": "0" });
    await pause(20);
    health.failed.add("i-2");
    while (one.launched < 3) await pause(1);
    expect(health.marked).to.deep.equal(["i-2 because"]);
    await one.emulator.send(SERVICE, "RollbackInstanceRefresh", NAMED);
    expect(await one.ended()).to.equal("RollbackSuccessful");
    expect([[...one.servers.keys()], one.version]).to.deep.equal([["i-1"], "1"]);
  });

  it("reports why it failed", async () => {
    const full = { status: 400, headers: {}, body: Buffer.from("no room") };
    const one = group(1, 0, { SetDesiredCapacity: full });
    await one.start({ ...VERSION_2, ...OUR_PREFERENCES });
    expect(await one.ended()).to.equal("Failed");
    expect(await one.field("StatusReason")).to.contain("no room");
  });

  it("has bounds that leave room for a replacement", () => {
    const rows: readonly (readonly [number, number, number, number, number])[] = [
      [1, 100, 200, 1, 2],
      [1, 100, 110, 1, 2],
      [4, 100, 110, 4, 5],
      [4, 50, 150, 2, 6],
      [1, 90, 100, 0, 1],
      [10, 90, 100, 9, 10],
    ];
    for (const [desired, low, high, min, max] of rows) {
      expect(boundsOf(desired, low, high), `${desired} ${low} ${high}`).to.deep.equal({ min, max });
    }
  });
});

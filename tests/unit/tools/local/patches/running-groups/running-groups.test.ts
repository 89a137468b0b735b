import { expect } from "chai";

import { RunningGroups } from "../../../../../../tools/local/patches/running-groups/running-groups";
import { findAll, textAt } from "../../../../../../tools/local/xml";
import { FakeEmulator } from "../../support";

const DRAINING = { state: "InService", description: "Instance deregistration currently in progress." };
const IN_SERVICE = { state: "InService", description: "N/A" };
const FAILED = { state: "OutOfService", description: "Instance has failed at least the UnhealthyThreshold number …" };

/** A group in an emulator, whose instances run and whose load balancer drains connections. */
class FakeGroup {
  readonly members = new Map<string, string>();
  readonly states = new Map<string, string>();
  readonly elb = new Map<string, { state: string; description: string }>();
  readonly ran = new Set<string>();
  suspended: readonly string[] = [];
  healthCheckType = "ELB";
  grace = 0;
  private launched = 0;
  readonly groups = new RunningGroups({
    ran: (id) => this.ran.has(id),
    elbHealth: (name) => (name === "web" ? this.elb : new Map()),
    msPerSecond: 1,
  });
  readonly emulator = new FakeEmulator(this.groups.patch, {
    CreateAutoScalingGroup: "<R/>",
    DescribeAutoScalingGroups: () => this.describe(),
    DescribeScalingActivities: "<R><Activities/></R>",
    DescribeInstances: () => {
      const states = [...this.states].map(
        ([id, state]) =>
          `<item><instanceId>${id}</instanceId><instanceState><name>${state}</name></instanceState></item>`,
      );
      return `<R><reservationSet><item><instancesSet>${states.join("")}</instancesSet></item></reservationSet></R>`;
    },
    SetInstanceHealth: ({ params }) => {
      this.members.set(String(params.InstanceId), String(params.HealthStatus));
      return "<R/>";
    },
    DetachInstances: ({ params }) => {
      const id = String(params["InstanceIds.member.1"]);
      this.members.delete(id);
      this.elb.set(id, DRAINING);
      if (params.ShouldDecrementDesiredCapacity === "false") this.launch();
      return "<R/>";
    },
    TerminateInstances: ({ params }) => {
      this.states.set(String(params["InstanceId.1"]), "terminated");
      return "<R/>";
    },
    SetDesiredCapacity: "<R/>",
  });

  launch(): string {
    const id = `i-${++this.launched}`;
    this.members.set(id, "Healthy");
    this.states.set(id, "running");
    return id;
  }

  /** Launches members that have started and are in service. */
  serve(count: number): void {
    for (let index = 0; index < count; index++) this.start(this.launch());
  }

  start(id: string): void {
    this.ran.add(id);
    this.elb.set(id, IN_SERVICE);
  }

  /** Checks the members once, as the patch does every second. */
  async check(): Promise<void> {
    await this.emulator.send("autoscaling", "CreateAutoScalingGroup");
    await this.groups.check();
  }

  /** Members as `DescribeAutoScalingGroups` shows them. */
  async shown(): Promise<string[]> {
    const root = await this.emulator.send("autoscaling", "DescribeAutoScalingGroups");
    return (findAll(root, "Instances")[0]?.children ?? []).map((one) =>
      ["InstanceId", "LifecycleState", "HealthStatus"].map((name) => textAt(one, name)).join(" "),
    );
  }

  async activities(): Promise<string[]> {
    const root = await this.emulator.send("autoscaling", "DescribeScalingActivities", { AutoScalingGroupName: "asg" });
    return (findAll(root, "Activities")[0]?.children ?? []).map(
      (one) => `${textAt(one, "Description") ?? ""}: ${(textAt(one, "Cause") ?? "").replace(/^At \S+ /, "")}`,
    );
  }

  private describe(): string {
    const list = (items: readonly string[]) => items.map((item) => `<member>${item}</member>`).join("");
    const members = [...this.members].map(
      ([id, health]) =>
        `<InstanceId>${id}</InstanceId><LifecycleState>InService</LifecycleState><HealthStatus>${health}</HealthStatus>`,
    );
    return `<R><AutoScalingGroups><member><AutoScalingGroupName>asg</AutoScalingGroupName>
      <DesiredCapacity>${this.members.size}</DesiredCapacity><HealthCheckType>${this.healthCheckType}</HealthCheckType>
      <HealthCheckGracePeriod>${this.grace}</HealthCheckGracePeriod>
      <LoadBalancerNames>${list(["web"])}</LoadBalancerNames><Instances>${list(members)}</Instances>
      <SuspendedProcesses>${list(this.suspended.map((name) => `<ProcessName>${name}</ProcessName>`))}</SuspendedProcesses>
      </member></AutoScalingGroups></R>`;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("Auto scaling with instances that run", () => {
  const all: FakeGroup[] = [];
  afterEach(() => {
    for (const { groups } of all.splice(0)) groups.patch.close?.();
  });
  function group(count = 2): FakeGroup {
    const made = new FakeGroup();
    made.serve(count);
    all.push(made);
    return made;
  }

  it("shows a member as pending until it has started", async () => {
    const one = group(1);
    one.launch();
    expect(await one.shown()).to.deep.equal(["i-1 InService Healthy", "i-2 Pending Healthy"]);
  });

  it("replaces a member that its load balancer reports out of service, and says why", async () => {
    const one = group();
    await one.check();
    one.elb.set("i-1", FAILED);
    await one.check();
    expect(await one.shown()).to.deep.equal([
      "i-2 InService Healthy",
      "i-3 Pending Healthy",
      "i-1 Terminating Unhealthy",
    ]);
    await one.check();
    expect((await one.activities()).slice(0, 2)).to.deep.equal([
      "Launching a new EC2 instance: i-3: an instance was launched in response to an unhealthy instance needing to be replaced.",
      "Terminating EC2 instance: i-1: an instance was taken out of service in response to an ELB system health check failure.",
    ]);
  });

  it("terminates a member only when its connections are drained", async () => {
    const one = group();
    await one.check();
    one.elb.set("i-1", FAILED);
    await one.check();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(one.states.get("i-1")).to.equal("running");
    one.elb.delete("i-1");
    await until(() => one.states.get("i-1") === "terminated");
    expect((await one.shown()).slice(0, 2)).to.deep.equal(["i-2 InService Healthy", "i-3 Pending Healthy"]);
  });

  it("replaces a stopped member, also with health checks of EC2 only", async () => {
    const one = group();
    one.healthCheckType = "EC2";
    await one.check();
    one.elb.set("i-2", FAILED);
    one.states.set("i-1", "stopped");
    await one.check();
    expect(await one.shown())
      .to.include("i-1 Terminating Unhealthy")
      .and.include("i-2 InService Healthy");
    expect((await one.activities())[0]).to.contain(
      "in response to an EC2 health check indicating it has been terminated or stopped.",
    );
  });

  it("counts what the load balancer says only after the grace period", async () => {
    const one = group();
    one.grace = 0.2;
    one.elb.set("i-1", FAILED);
    await one.check();
    await one.check();
    expect(await one.shown()).to.have.length(2);
    await new Promise((resolve) => setTimeout(resolve, 220));
    await one.check();
    expect(await one.shown()).to.include("i-1 Terminating Unhealthy");
  });

  it("replaces a member that SetInstanceHealth marks, outside of the grace period unless that is ignored", async () => {
    const one = group();
    one.grace = 10_000;
    await one.check();
    const params = { InstanceId: "i-1", HealthStatus: "Unhealthy" };
    await one.emulator.send("autoscaling", "SetInstanceHealth", params);
    await one.check();
    expect(await one.shown()).to.have.length(2);
    await one.emulator.send("autoscaling", "SetInstanceHealth", { ...params, ShouldRespectGracePeriod: "false" });
    await one.check();
    expect((await one.activities())[0]).to.contain("in response to a user health-check.");
  });

  it("honors suspended processes", async () => {
    const one = group();
    await one.check();
    one.elb.set("i-1", FAILED);
    one.suspended = ["HealthCheck"];
    await one.check();
    expect(await one.shown()).to.deep.equal(["i-1 InService Healthy", "i-2 InService Healthy"]);
    one.suspended = ["ReplaceUnhealthy"];
    await one.check();
    expect(await one.shown()).to.deep.equal(["i-1 InService Unhealthy", "i-2 InService Healthy"]);
    one.suspended = [];
    await one.check();
    expect(await one.shown()).to.include("i-1 Terminating Unhealthy");
  });

  it("drains the connections of members that leave because of a smaller capacity", async () => {
    const one = group(3);
    await one.check();
    await one.emulator.send("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName: "asg", DesiredCapacity: "2" });
    expect(await one.shown()).to.include("i-1 Terminating Healthy");
    expect([...one.members.keys()]).to.deep.equal(["i-2", "i-3"]);
    expect(one.states.get("i-1")).to.equal("running");
  });

  it("reports a member that was terminated by another call, and its replacement", async () => {
    const one = group();
    await one.check();
    one.members.delete("i-2");
    one.states.set("i-2", "terminated");
    one.launch();
    await one.check();
    const descriptions = (await one.activities()).map((activity) => activity.split(":", 2).join(":"));
    expect(descriptions.slice(0, 2)).to.deep.equal([
      "Launching a new EC2 instance: i-3",
      "Terminating EC2 instance: i-2",
    ]);
  });
});

import { expect } from "chai";

import { connectionDraining } from "../../../../../tools/local/patches/connection-draining";
import { findAll, textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const ELB = "elasticloadbalancing";
const NAME = { LoadBalancerName: "elb" };
const DRAINING = "Instance deregistration currently in progress.";

/** A load balancer in an emulator, with its instances. */
class FakeBalancer {
  registered = ["i-1"];
  readonly emulator: FakeEmulator;

  constructor(drainingMs: number) {
    const instances = () => this.registered.map((id) => `<member><InstanceId>${id}</InstanceId></member>`).join("");
    this.emulator = new FakeEmulator(connectionDraining(drainingMs), {
      ModifyLoadBalancerAttributes: "<R/>",
      SetDesiredCapacity: "<R/>",
      DeregisterInstancesFromLoadBalancer: "<R/>",
      DescribeLoadBalancers: () =>
        `<R><LoadBalancerDescriptions><member><LoadBalancerName>elb</LoadBalancerName><Instances>${instances()}</Instances></member></LoadBalancerDescriptions></R>`,
      DescribeInstanceHealth: ({ params }) => {
        const asked = params["Instances.member.1.InstanceId"];
        const states = (typeof asked === "string" ? [asked] : this.registered).map(
          (id) =>
            `<member><InstanceId>${id}</InstanceId><State>${this.registered.includes(id) ? "InService" : "Unknown"}</State><Description>N/A</Description></member>`,
        );
        return `<R><InstanceStates>${states.join("")}</InstanceStates></R>`;
      },
    });
  }

  async drain(enabled: boolean): Promise<void> {
    const key = "LoadBalancerAttributes.ConnectionDraining.Enabled";
    await this.emulator.send(ELB, "ModifyLoadBalancerAttributes", { ...NAME, [key]: String(enabled) });
  }

  /** Changes the instances by a call. */
  async becomes(registered: string[], service = "autoscaling", action = "SetDesiredCapacity"): Promise<void> {
    this.registered = registered;
    await this.emulator.send(service, action);
  }

  async states(params: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const root = await this.emulator.send(ELB, "DescribeInstanceHealth", { ...NAME, ...params });
    return (findAll(root, "InstanceStates")[0]?.children ?? []).map(
      (one) => `${textAt(one, "InstanceId")!} ${textAt(one, "State")!}: ${textAt(one, "Description")!}`,
    );
  }
}

describe("A deregistered instance in the emulator", () => {
  it("is in service while its connections are drained, with AWS's description, and gone later", async () => {
    for (const [service, action] of [
      ["autoscaling", "SetDesiredCapacity"],
      [ELB, "DeregisterInstancesFromLoadBalancer"],
    ] as const) {
      const balancer = new FakeBalancer(40);
      await balancer.drain(true);
      await balancer.becomes(["i-1", "i-2"]);
      expect(await balancer.states()).to.deep.equal(["i-1 InService: N/A", "i-2 InService: N/A"]);
      await balancer.becomes(["i-2"], service, action);
      expect(await balancer.states()).to.deep.equal(["i-2 InService: N/A", `i-1 InService: ${DRAINING}`]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await balancer.states()).to.deep.equal(["i-2 InService: N/A"]);
    }
  });

  it("is shown only in responses for it", async () => {
    const balancer = new FakeBalancer(10_000);
    await balancer.drain(true);
    await balancer.becomes(["i-1", "i-2"]);
    await balancer.becomes(["i-2"]);
    expect(await balancer.states({ "Instances.member.1.InstanceId": "i-2" })).to.deep.equal(["i-2 InService: N/A"]);
    expect(await balancer.states({ "Instances.member.1.InstanceId": "i-1" })).to.deep.equal([
      `i-1 InService: ${DRAINING}`,
    ]);
  });

  it("is gone at once without connection draining, and in service again after it was registered again", async () => {
    const balancer = new FakeBalancer(10_000);
    await balancer.drain(true);
    await balancer.becomes(["i-1"]);
    await balancer.becomes([]);
    await balancer.becomes(["i-1"]);
    expect(await balancer.states()).to.deep.equal(["i-1 InService: N/A"]);
    await balancer.drain(false);
    await balancer.becomes([]);
    expect(await balancer.states()).to.deep.equal([]);
  });
});

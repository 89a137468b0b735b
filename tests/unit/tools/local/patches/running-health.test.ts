import { expect } from "chai";

import { runningHealth, type InstanceHealth } from "../../../../../tools/local/patches/running-health";
import { findAll, textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const HEALTH = new Map<string, InstanceHealth>([
  ["i-1", { state: "InService", reasonCode: "N/A", description: "N/A" }],
  ["i-2", { state: "OutOfService", reasonCode: "Instance", description: "failed" }],
]);

describe("the health of a load balancer's instances that run", () => {
  const emulator = new FakeEmulator(
    runningHealth((name) => (name === "elb" ? HEALTH : new Map())),
    { DescribeInstanceHealth: "<R><InstanceStates><member><InstanceId>i-9</InstanceId></member></InstanceStates></R>" },
  );
  const states = async (params: Record<string, string>) =>
    findAll(await emulator.send("elasticloadbalancing", "DescribeInstanceHealth", params), "member").map(
      (member) => `${textAt(member, "InstanceId")} ${textAt(member, "State")} ${textAt(member, "ReasonCode")}`,
    );

  it("is what its health checks found", async () => {
    expect(await states({ LoadBalancerName: "elb" })).to.deep.equal(["i-1 InService N/A", "i-2 OutOfService Instance"]);
  });

  it("is only that of the requested instances", async () => {
    const requested = { LoadBalancerName: "elb", "Instances.member.1.InstanceId": "i-2" };
    expect(await states(requested)).to.deep.equal(["i-2 OutOfService Instance"]);
  });
});

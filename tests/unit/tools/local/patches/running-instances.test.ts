import { expect } from "chai";

import {
  instanceStates,
  runningConsole,
  runningImages,
  type RunningInstances,
} from "../../../../../tools/local/patches/running-instances";
import { textsOf } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const container = (one: Partial<RunningInstances>): RunningInstances => ({
  has: () => true,
  isRunning: () => true,
  isReachable: () => true,
  console: () => "",
  hasPoweredOff: () => false,
  createImage: () => Promise.resolve(),
  ...one,
});
const described = (state: string) =>
  `<R><instancesSet><item><instanceId>i-1</instanceId><instanceState><code>16</code><name>${state}</name></instanceState></item></instancesSet></R>`;

describe("an instance that runs in the local AWS", () => {
  const cases: [string, string, Partial<RunningInstances>, string][] = [
    ["is pending until its container is there", "running", { has: () => false }, "pending"],
    ["is running", "running", {}, "running"],
    ["is stopping until its container has powered off", "stopped", {}, "stopping"],
    ["is stopped", "stopped", { isRunning: () => false }, "stopped"],
    ["is shutting down until its container is gone", "terminated", {}, "shutting-down"],
  ];
  for (const [title, state, one, shown] of cases) {
    it(title, async () => {
      const emulator = new FakeEmulator(instanceStates(container(one)), { DescribeInstances: described(state) });
      const root = await emulator.send("ec2", "DescribeInstances");
      expect(textsOf(root, "name")).to.deep.equal([shown]);
    });
  }

  it("says that it has powered itself off", async () => {
    const one = container({ isRunning: () => false, hasPoweredOff: () => true });
    const emulator = new FakeEmulator(instanceStates(one), { DescribeInstances: described("stopped") });
    const root = await emulator.send("ec2", "DescribeInstances");
    expect(textsOf(root, "code")).to.include("Client.InstanceInitiatedShutdown");
  });

  it("passes its status checks once it answers", async () => {
    const status =
      "<R><instanceStatusSet><item><instanceId>i-1</instanceId><systemStatus><status>ok</status></systemStatus><instanceStatus><status>ok</status></instanceStatus></item></instanceStatusSet></R>";
    let isReachable = false;
    const patch = instanceStates(container({ isReachable: () => isReachable }));
    const emulator = new FakeEmulator(patch, { DescribeInstanceStatus: status });
    const checks = async () => [...new Set(textsOf(await emulator.send("ec2", "DescribeInstanceStatus"), "status"))];
    expect(await checks()).to.deep.equal(["initializing"]);
    isReachable = true;
    expect(await checks()).to.deep.equal(["ok"]);
  });

  it("has the console of its container", async () => {
    const responses = { GetConsoleOutput: "<R><output>b3RoZXI=</output></R>" };
    const emulator = new FakeEmulator(runningConsole(container({ console: () => "ready\n" })), responses);
    const [output = ""] = textsOf(await emulator.send("ec2", "GetConsoleOutput", { InstanceId: "i-1" }), "output");
    expect(Buffer.from(output, "base64").toString()).to.equal("ready\n");
  });

  it("gives its files to an image that is made of it", async () => {
    const created: string[] = [];
    const patch = runningImages(
      container({ createImage: (image, instance) => Promise.resolve(void created.push(`${image} of ${instance}`)) }),
    );
    const emulator = new FakeEmulator(patch, { CreateImage: "<R><imageId>ami-7</imageId></R>" });
    await emulator.send("ec2", "CreateImage", { InstanceId: "i-1", Name: "x" });
    expect(created).to.deep.equal(["ami-7 of i-1"]);
  });
});

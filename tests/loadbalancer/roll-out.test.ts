import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { expect } from "chai";

import { rollOut } from "../../loadbalancer/roll-out";
import { fakeApi, waited, type ApiCall, type Waited } from "../support/waits";

const WANTED = { groupName: "asg", templateId: "lt-1", version: "2", warmUpSeconds: 60 };
const START: ApiCall = [
  "StartInstanceRefresh",
  {
    AutoScalingGroupName: "asg",
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" } },
    Preferences: {
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 200,
      InstanceWarmup: 60,
      AutoRollback: true,
      SkipMatching: true,
    },
  },
];
const group = (own: string, ...servers: string[]) => ({
  AutoScalingGroups: [
    {
      LaunchTemplate: { Version: own },
      Instances: servers.map((Version) => ({ LaunchTemplate: { Version } })),
    },
  ],
});
const none = { InstanceRefreshes: [] };
const refresh = (Status: string, others: object = {}) => ({
  InstanceRefreshes: [{ InstanceRefreshId: "r-1", Status, ...others }],
});

async function roll(groups: object, refreshes: readonly object[]): Promise<Waited & { started: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<AutoScalingClient>({
    DescribeAutoScalingGroups: [groups],
    DescribeInstanceRefreshes: refreshes,
    StartInstanceRefresh: [{ InstanceRefreshId: "r-1" }],
  });
  const result = await waited(() => rollOut(WANTED, { autoScaling: () => Promise.resolve(client) }));
  return { ...result, started: calls.filter(([name]) => name === "StartInstanceRefresh") };
}

describe("A new version of web servers", () => {
  it("replaces nothing where all run it", async () => {
    expect(await roll(group("2", "2", "2"), [none])).to.deep.equal({ said: [], seconds: 0, started: [] });
  });

  it("is rolled out new before old, with a way back, and waited for with AWS's own progress", async () => {
    const warm = { PercentageComplete: 50, InstancesToUpdate: 1, StatusReason: "i-1 is warming up." };
    const { said, started, error } = await roll(group("1", "1", "1"), [
      none,
      refresh("Pending"),
      refresh("InProgress", warm),
      refresh("Successful"),
    ]);
    expect(error).to.be.undefined;
    expect(started).to.deep.equal([START]);
    expect(said).to.deep.equal([
      "refresh of asg to version 2: is Pending, 0 % (0 s)",
      "refresh of asg to version 2: is InProgress, 50 %, 1 to go: i-1 is warming up. (5 s)",
    ]);
  });

  it("is rolled out where the group has it and a server has not", async () => {
    expect((await roll(group("2", "2", "1"), [none, refresh("Successful")])).started).to.deep.equal([START]);
  });

  it("fails with AWS's reason whenever it comes to no good end, and is tried again by the next `up`", async () => {
    for (const status of ["Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed"]) {
      const ended = refresh(status, { StatusReason: "Something is ill." });
      // What the last one came to does not count: this is the next `up` after it.
      const { error, started } = await roll(group("1", "1"), [ended]);
      expect(error).to.match(
        new RegExp(`^refresh of asg to version 2 ended as ${status}: Something is ill\\. Web serv`),
      );
      expect(started).to.have.length(1);
    }
  });

  it("waits for a refresh that is under way, and starts none where that one brings it", async () => {
    const { started, seconds, error } = await roll(group("2", "2"), [
      refresh("InProgress"),
      refresh("RollbackInProgress"),
      refresh("RollbackSuccessful"),
    ]);
    expect([started, seconds, error]).to.deep.equal([[], 5, undefined]);
  });

  it("is no longer waited for after an hour, with where to look", async () => {
    const { error, seconds } = await roll(group("1", "1"), [none, refresh("InProgress")]);
    expect(seconds).to.equal(3600);
    expect(error).to.contain("aws autoscaling describe-instance-refreshes --auto-scaling-group-name asg");
  });

  it("cannot reach a group that is gone", async () => {
    expect((await roll({ AutoScalingGroups: [] }, [none])).error).to.contain("auto scaling group asg is gone");
  });
});

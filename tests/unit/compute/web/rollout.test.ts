import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { rollout } from "../../../../compute/web/rollout";
import { fakeApi, waited, type ApiCall, type Waited } from "../../../support/waits";

const WANTED = { groupName: "asg", templateId: "lt-1", version: "2", warmUpSeconds: 240, bakeSeconds: 120 };
const START: ApiCall = [
  "StartInstanceRefresh",
  {
    AutoScalingGroupName: "asg",
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" } },
    Preferences: {
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 200,
      InstanceWarmup: 240,
      BakeTime: 120,
      AutoRollback: true,
      SkipMatching: true,
    },
  },
];
/** What a load balancer says of servers; `Unknown: why`. */
const states = (...those: string[]) => ({
  InstanceStates: those.map((text, index) => {
    const [State, Description = "N/A"] = text.split(": ");
    return { InstanceId: `i-${index}`, State, Description };
  }),
});
/** @param servers the versions that they run; `unhealthy 2`: it has failed its health checks */
const group = (own: string, ...servers: string[]) => ({
  AutoScalingGroups: [
    {
      AutoScalingGroupName: "asg",
      LoadBalancerNames: ["elb"],
      MinSize: 1,
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: own },
      Instances: servers.map((Version, index) => ({
        InstanceId: `i-${index}`,
        LifecycleState: "InService",
        HealthStatus: Version.startsWith("unhealthy ") ? "Unhealthy" : "Healthy",
        LaunchTemplate: { LaunchTemplateId: "lt-1", Version: Version.replace(/^\w+ /, "") },
      })),
    },
  ],
});
const none = { InstanceRefreshes: [] };
const refresh = (Status: string, others: object = {}) => ({
  InstanceRefreshes: [{ InstanceRefreshId: "r-1", Status, ...others }],
});

async function roll(
  groups: object | readonly object[],
  refreshes: readonly object[],
  activities: readonly object[] = [],
  health: readonly object[] = [states("InService", "InService")],
  rollback: unknown = { InstanceRefreshId: "r-1" },
  template: unknown = {},
  start: readonly unknown[] = [{ InstanceRefreshId: "r-1" }],
): Promise<Waited & { started: readonly ApiCall[]; backwards: readonly ApiCall[]; calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<AutoScalingClient>({
    DescribeAutoScalingGroups: [groups].flat(),
    DescribeInstanceRefreshes: refreshes,
    DescribeScalingActivities: [{ Activities: activities }],
    StartInstanceRefresh: start,
    RollbackInstanceRefresh: [rollback].flat(),
    UpdateAutoScalingGroup: [{}],
  });
  const { client: ec2 } = fakeApi<EC2Client>({ DescribeLaunchTemplates: [template] });
  const { client: elb } = fakeApi<ElasticLoadBalancingClient>({ DescribeInstanceHealth: health });
  const clients = {
    autoScaling: () => Promise.resolve(client),
    ec2: () => Promise.resolve(ec2),
    elb: () => Promise.resolve(elb),
  };
  const result = await waited(() => rollout(WANTED, clients));
  const named = (wanted: string) => calls.filter(([name]) => name === wanted);
  return { ...result, started: named("StartInstanceRefresh"), backwards: named("RollbackInstanceRefresh"), calls };
}

describe("A new version of web servers", () => {
  it("replaces nothing where all run it", async () => {
    const nothing = { said: [], seconds: 0, started: [], backwards: [] };
    expect(await roll(group("2", "2", "2"), [none])).to.deep.include(nothing);
  });

  it("is rolled out with new servers first and automatic rollback, and reports AWS's progress", async () => {
    const warm = { PercentageComplete: 50, InstancesToUpdate: 1, StatusReason: "i-1 is warming up." };
    const groups = [group("1", "1", "1"), group("1", "2", "2")];
    const { said, started, error } = await roll(
      [...groups, group("1", "2", "2"), group("2", "2", "2")],
      [none, refresh("Pending"), refresh("InProgress", warm), refresh("Successful")],
    );
    expect(error).to.be.undefined;
    expect(started).to.deep.equal([START]);
    expect(said).to.deep.equal([
      "refresh of asg to version 2: is Pending, 0 % (0 s)",
      "refresh of asg to version 2: is InProgress, 50 %, 1 to go: i-1 is warming up. (5 s)",
    ]);
  });

  it("is rolled out if the group has it but a server does not", async () => {
    const groups = [group("2", "2", "1"), group("2", "2", "2")];
    expect((await roll(groups, [none, refresh("Successful")])).started).to.deep.equal([START]);
  });

  describe("of another launch template", () => {
    /** A group whose servers run a version with the same number. */
    const other = JSON.parse(JSON.stringify(group("2", "2")).replaceAll("lt-1", "lt-0")) as object;
    const gone = Object.assign(new Error("no template"), { name: "InvalidLaunchTemplateId.NotFound" });
    const rollTo = (template: unknown) =>
      roll([other, group("2", "2")], [none, refresh("Successful")], [], undefined, undefined, template);

    it("is rolled out like any other, though its number is the same", async () => {
      const { started, calls, error } = await rollTo({ LaunchTemplates: [{}] });
      expect([started, error]).to.deep.equal([[START], undefined]);
      expect(calls.map(([name]) => name)).to.not.include("UpdateAutoScalingGroup");
    });

    it("is given to the group first if its own has been deleted, since it can launch nothing until then", async () => {
      const { started, calls, error } = await rollTo(gone);
      expect([started, error]).to.deep.equal([[START], undefined]);
      const update = calls.findIndex(([name]) => name === "UpdateAutoScalingGroup");
      expect(calls[update]?.[1]).to.deep.equal({
        AutoScalingGroupName: "asg",
        LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" },
      });
      expect(update).to.be.lessThan(calls.findIndex(([name]) => name === "StartInstanceRefresh"));
    });

    it("fails if AWS does not say whether it has been deleted", async () => {
      expect((await rollTo(Object.assign(new Error("denied"), { name: "AccessDenied" }))).error).to.equal("denied");
    });
  });

  it("fails with AWS's reason if it ends in any other way, and is retried by the next `up`", async () => {
    for (const status of ["Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed"]) {
      const ended = refresh(status, { StatusReason: "A check failed." });
      // The result of the previous refresh does not matter: this is the next `up`.
      const { error, started } = await roll(group("1", "1"), [ended]);
      expect(error).to.match(
        new RegExp(
          `^refresh of asg to version 2 ended as ${status}: A check failed\\. (Web servers run as before\\. )?See`,
        ),
      );
      expect(error?.includes("run as before"), status).to.equal(status === "RollbackSuccessful");
      expect(started).to.have.length(1);
    }
  });

  it("rolls back once, as soon as one new server is unhealthy, and gives AWS's reason", async () => {
    const cause = "At 10:00 an instance was taken out of service in response to an ELB system health check failure.";
    const { error, backwards, seconds } = await roll(
      [group("1", "1"), group("1", "1", "2"), group("1", "1", "unhealthy 2")],
      [none, refresh("InProgress"), refresh("InProgress"), refresh("InProgress"), refresh("RollbackSuccessful")],
      [
        { Description: "Launching a new EC2 instance: i-1", Cause: "another" },
        { Description: "Terminating EC2 instance: i-1", Cause: cause },
      ],
    );
    expect(backwards).to.deep.equal([["RollbackInstanceRefresh", { AutoScalingGroupName: "asg" }]]);
    expect(seconds).to.equal(15);
    expect(error).to.match(
      new RegExp(`^refresh of asg to version 2 ended as RollbackSuccessful: new server i-1 is unhealthy. ${cause} Web`),
    );
  });

  it("rolls back when a new server becomes unhealthy during the bake time", async () => {
    const { error, backwards } = await roll(
      [group("1", "1"), group("1", "2"), group("1", "unhealthy 2")],
      [none, refresh("InProgress"), refresh("Baking"), refresh("RollbackInProgress"), refresh("RollbackSuccessful")],
    );
    expect(backwards).to.have.length(1);
    expect(error).to.contain("ended as RollbackSuccessful: new server i-0 is unhealthy. AWS gives no reason.");
  });

  for (const name of ["ActiveInstanceRefreshNotFound", "IrreversibleInstanceRefresh"]) {
    const tooLate = Object.assign(new Error("too late"), { name: `${name}Fault` });
    const goBack = (...ends: readonly object[]) =>
      roll([group("1", "1"), group("1", "unhealthy 2"), group("2", "2")], [none, ...ends], [], undefined, tooLate);

    it(`follows a refresh to its end when it can no longer be rolled back (${name})`, async () => {
      const { error, backwards } = await goBack(refresh("Baking"), refresh("Successful"));
      expect([error, backwards.length]).to.deep.equal([undefined, 1]);
      const failed = await goBack(refresh("InProgress"), refresh("RollbackFailed", { StatusReason: "AWS knows why." }));
      expect(failed.error).to.contain("ended as RollbackFailed: AWS knows why.");
    });
  }

  describe("while another change of the group is pending", () => {
    const pending = Object.assign(new Error("pending"), { name: "ResourceContentionFault" });
    const groups = [group("1", "1"), group("2", "2")];
    const starting = (start: readonly unknown[]) =>
      roll(groups, [none, refresh("Successful")], [], undefined, undefined, undefined, start);

    it("is started a little later", async () => {
      const { error, started, said } = await starting([pending, pending, { InstanceRefreshId: "r-1" }]);
      expect([error, started]).to.deep.equal([undefined, [START, START, START]]);
      expect(said).to.include("Auto Scaling group asg: has another change pending (5 s)");
    });

    it("is not started after two minutes", async () => {
      const { error, seconds } = await starting([pending]);
      expect(seconds).to.equal(120);
      expect(error).to.match(
        /^Auto Scaling group asg: has another change pending after 120 s. See what changes it: aws/,
      );
    });

    it("is not started after any other error", async () => {
      const { error, started } = await starting([new Error("no such group")]);
      expect([error, started.length]).to.deep.equal(["no such group", 1]);
    });

    it("is rolled back a little later", async () => {
      const { error, backwards } = await roll(
        [group("1", "1"), group("1", "unhealthy 2")],
        [none, refresh("InProgress"), refresh("InProgress"), refresh("RollbackSuccessful")],
        [],
        undefined,
        [pending, {}],
      );
      expect(backwards).to.have.length(2);
      expect(error).to.contain("ended as RollbackSuccessful: new server i-0 is unhealthy");
    });
  });

  describe("whose refresh AWS has started, but the response was lost and the call was sent again", () => {
    const repeated = Object.assign(new Error("already in progress"), { name: "InstanceRefreshInProgressFault" });
    const started = (version: string, status = "InProgress") =>
      refresh(status, { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: version } } });
    const repeat = (...refreshes: readonly object[]) =>
      roll([group("1", "1"), group("2", "2")], [none, ...refreshes], [], undefined, undefined, undefined, [repeated]);

    it("follows it to its end", async () => {
      const { error, calls } = await repeat(started("2", "Pending"), started("2"), started("2", "Successful"));
      expect(error).to.equal(undefined);
      expect(calls.find(([, input]) => "InstanceRefreshIds" in input)?.[1]).to.deep.include({
        InstanceRefreshIds: ["r-1"],
      });
    });

    it("fails if the refresh is another one, or has ended", async () => {
      for (const other of [started("3"), started("2", "Cancelled"), refresh("InProgress"), none]) {
        expect((await repeat(other)).error).to.equal("already in progress");
      }
    });
  });

  it("fails for any other error of the rollback", async () => {
    const denied = Object.assign(new Error("not allowed"), { name: "AccessDenied" });
    const groups = [group("1", "1"), group("1", "unhealthy 2")];
    const { error } = await roll(groups, [none, refresh("InProgress")], [], undefined, denied);
    expect(error).to.equal("not allowed");
  });

  it("does not roll back for an unhealthy old server, which is replaced anyway", async () => {
    const groups = [group("1", "1"), group("1", "unhealthy 1"), group("2", "2")];
    const { error, backwards } = await roll(groups, [none, refresh("InProgress"), refresh("Successful")]);
    expect([error, backwards]).to.deep.equal([undefined, []]);
  });

  it("waits for a refresh in progress, and starts none if that one deploys it", async () => {
    const { started, seconds, error } = await roll(group("2", "2"), [
      refresh("InProgress"),
      refresh("RollbackInProgress"),
      refresh("RollbackSuccessful"),
    ]);
    expect([started, seconds, error]).to.deep.equal([[], 5, undefined]);
  });

  it("times out after two hours, one more than AWS itself tries, and says where to look", async () => {
    const { error, seconds } = await roll(group("1", "1"), [none, refresh("InProgress")]);
    expect(seconds).to.equal(7200);
    expect(error).to.contain("aws autoscaling describe-instance-refreshes --auto-scaling-group-name asg");
  });

  it("fails if servers do not answer for 15 minutes, even if all run it already, and says where to look", async () => {
    const { error, seconds, started } = await roll(
      group("2", "2"),
      [none],
      [],
      [states("OutOfService: It is silent.")],
    );
    expect([seconds, started]).to.deep.equal([900, []]);
    expect(error).to.match(
      /^web servers of asg: 0 of 1 answer \(i-0: It is silent\.\) after 900 s\. To see the console of a server: aws/,
    );
    expect(error).to.contain("aws autoscaling describe-scaling-activities --auto-scaling-group-name asg");
  });

  it("fails if the group does not exist", async () => {
    expect((await roll({ AutoScalingGroups: [] }, [none])).error).to.contain("Auto Scaling group asg is gone");
  });
});

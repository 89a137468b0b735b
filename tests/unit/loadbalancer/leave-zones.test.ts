import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { leaveZones } from "../../../loadbalancer/leave-zones";
import { fakeApi, waited, type ApiCall, type Waited } from "../../support/waits";

/** Subnets by zone; `a2` replaces `a1`. */
const SUBNETS = { a1: "1a", a2: "1a", c1: "1c", "private-a": "1a", "private-c": "1c" };

const UPDATE = (VPCZoneIdentifier: string): ApiCall => [
  "UpdateAutoScalingGroup",
  { AutoScalingGroupName: "asg", VPCZoneIdentifier },
];

type Server = readonly [zone: string, health?: string];

const group = (subnets: string, ...servers: readonly Server[]) => ({
  AutoScalingGroups: [
    {
      DesiredCapacity: 1,
      VPCZoneIdentifier: subnets,
      Instances: servers.map(([AvailabilityZone, HealthStatus = "Healthy"], index) => ({
        ...{ InstanceId: `i-${index}`, LifecycleState: "InService", HealthStatus, AvailabilityZone },
      })),
    },
  ],
});
const answering = (...states: readonly string[]) => ({
  InstanceStates: states.map((State, index) => ({ InstanceId: `i-${index}`, State })),
});

async function leave(
  subnets: readonly [before: readonly string[], after: readonly string[]],
  groups: readonly object[],
  health: readonly object[] = [answering("InService", "InService")],
  updates: readonly unknown[] = [{}],
): Promise<Waited & { changes: readonly ApiCall[] }> {
  const autoScaling = fakeApi<AutoScalingClient>({
    DescribeAutoScalingGroups: groups,
    UpdateAutoScalingGroup: updates,
  });
  const Subnets = Object.entries(SUBNETS).map(([SubnetId, AvailabilityZone]) => ({ SubnetId, AvailabilityZone }));
  const clients = {
    autoScaling: () => Promise.resolve(autoScaling.client),
    ec2: () => Promise.resolve(fakeApi<EC2Client>({ DescribeSubnets: [{ Subnets }] }).client),
    elb: () =>
      Promise.resolve(
        fakeApi<ElasticLoadBalancingClient>({
          DescribeLoadBalancers: [{ LoadBalancerDescriptions: [{ Subnets: subnets[0] }] }],
          DescribeInstanceHealth: health,
        }).client,
      ),
  };
  const move = { groupName: "asg", loadBalancerName: "elb", subnetIds: subnets[1] };
  const result = await waited(() => leaveZones(move, clients));
  return { ...result, changes: autoScaling.calls.filter(([name]) => !name.startsWith("Describe")) };
}

const OUT_OF_C = [["a1", "c1"], ["a1"]] as const;
const BOTH = "private-a,private-c";

describe("A load balancer that leaves a zone", () => {
  it("waits until as many servers answer in the other zones, of which the group launches some first", async () => {
    const { changes, seconds, said, error } = await leave(OUT_OF_C, [
      group(BOTH, ["1c"]),
      group("private-a", ["1c"]),
      group("private-a", ["1c"], ["1a"]),
    ]);
    expect([changes, seconds, error]).to.deep.equal([[UPDATE("private-a")], 5, undefined]);
    expect(said).to.deep.equal(["web servers of asg outside 1c: 0 of 1 answer (0 s)"]);
  });

  it("counts servers that are healthy and to which it sends requests only", async () => {
    const out = answering("InService", "OutOfService");
    const { seconds } = await leave(
      OUT_OF_C,
      [group(BOTH, ["1c"]), group("private-a", ["1c"], ["1a", "Unhealthy"]), group("private-a", ["1c"], ["1a"])],
      [answering("InService", "InService"), out, answering("InService", "InService")],
    );
    expect(seconds).to.equal(10);
  });

  it("waits again after an update that failed meanwhile, without another change of the group", async () => {
    const { changes, error } = await leave(OUT_OF_C, [group("private-a", ["1a"])]);
    expect([changes, error]).to.deep.equal([[], undefined]);
  });

  it("stays as it is, like the group, if servers do not answer for 15 minutes", async () => {
    const { changes, seconds, error } = await leave(OUT_OF_C, [group(BOTH, ["1c"])]);
    expect(changes).to.deep.equal([UPDATE("private-a"), UPDATE(BOTH)]);
    expect(seconds).to.equal(900);
    expect(error).to.match(/^web servers of asg outside 1c: 0 of 1 answer after 900 s. To see why: aws autoscaling/);
  });

  it("says so if the group cannot get its subnets back, beside why it could not leave", async () => {
    const denied = new Error("UpdateAutoScalingGroup: AccessDenied: No.");
    const { error } = await leave(OUT_OF_C, [group(BOTH, ["1c"])], undefined, [{}, denied]);
    expect(error).to.match(/^web servers of asg outside 1c: 0 of 1 answer after 900 s\. To see why/);
    expect(error).to.contain(
      `The group could not get its subnets back: ${denied.message} If you revert the settings, run: pulumi up --refresh`,
    );
  });

  it("changes the group a little later while AWS rejects that for another change or a scaling activity", async () => {
    const rejected = ["ResourceContentionFault", "ScalingActivityInProgressFault"].map((name) =>
      Object.assign(new Error("in progress"), { name }),
    );
    const groups = [group(BOTH, ["1c"]), group("private-a", ["1a"])];
    const { changes, error } = await leave(OUT_OF_C, groups, undefined, [...rejected, {}]);
    expect([changes.length, error]).to.deep.equal([3, undefined]);
  });

  it("waits for nothing where it only gets another subnet in a zone, or one more", async () => {
    for (const change of [
      [
        ["a1", "c1"],
        ["a2", "c1"],
      ],
      [["a1"], ["a1", "c1"]],
      [["a1"], ["a1"]],
    ] as const) {
      const { changes, seconds } = await leave(change, []);
      expect([changes, seconds]).to.deep.equal([[], 0]);
    }
  });

  it("waits for nothing without a group, or where that has no subnet in another zone", async () => {
    for (const found of [{ AutoScalingGroups: [] }, group("private-c", ["1c"])]) {
      const { changes, seconds, error } = await leave(OUT_OF_C, [found]);
      expect([changes, seconds, error]).to.deep.equal([[], 0, undefined]);
    }
  });
});

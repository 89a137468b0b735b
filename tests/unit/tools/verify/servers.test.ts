import { passed } from "../../../../tools/verify/check";
import { servers } from "../../../../tools/verify/servers";
import { failureOf, groupAnswers, staged, UP, type Answers, type Changes } from "./support";

const LATELY =
  "; recent activities: aws autoscaling describe-scaling-activities --auto-scaling-group-name asg-servicename-stg";

/** A group of two servers, one of which differs. */
function group(inGroup: object, forBalancer: object, ofGroup: object = {}): Answers {
  const inService = { LifecycleState: "InService", HealthStatus: "Healthy" };
  const Instances = [
    { InstanceId: "i-0aa", ...inService },
    { InstanceId: "i-0ab", ...inService, ...inGroup },
  ];
  const InstanceStates = [
    { InstanceId: "i-0aa", State: "InService" },
    { InstanceId: "i-0ab", State: "InService", ...forBalancer },
  ];
  const DescribeAutoScalingGroups = [{ AutoScalingGroups: [{ Instances, ...ofGroup }] }];
  return { DescribeAutoScalingGroups, DescribeInstanceHealth: [{ InstanceStates }] };
}

async function issue(changes: Changes): Promise<string> {
  const detail = await failureOf(servers, changes);
  expect(detail.endsWith(LATELY), detail).to.equal(true);
  return detail.slice(0, -LATELY.length);
}

const ONE = groupAnswers({ "i-0aa": UP }).DescribeAutoScalingGroups!;

describe("The check of the web servers", () => {
  it("passes when all servers are in service, and at least web.min", async () => {
    const { context, calls } = staged({ answers: group({}, {}) });
    expect(await servers.run(context)).to.deep.equal(
      passed("2 servers of asg-servicename-stg in service: i-0aa, i-0ab"),
    );
    expect(calls).to.deep.equal([
      ["DescribeAutoScalingGroups", { AutoScalingGroupNames: ["asg-servicename-stg"] }],
      ["DescribeInstanceHealth", { LoadBalancerName: "elb-servicename-stg" }],
      ["DescribeInstances", { Filters: [{ Name: "instance-id", Values: ["i-0aa", "i-0ab"] }] }],
    ]);
  });

  const failed = { State: "OutOfService", Description: "Instance has failed at least the UnhealthyThreshold number." };
  for (const [inGroup, forBalancer, expected] of [
    [{ HealthStatus: "Unhealthy" }, {}, "i-0ab is InService and Unhealthy in its group"],
    [{ LifecycleState: "Pending" }, { State: "OutOfService" }, "i-0ab is Pending and Healthy in its group"],
    [
      {},
      failed,
      "i-0ab is OutOfService at the load balancer (Instance has failed at least the UnhealthyThreshold number)",
    ],
    [{}, { InstanceId: "i-0ad", State: "OutOfService" }, "i-0ab is not registered with the load balancer"],
    [{ LaunchTemplate: { Version: "1" } }, {}, "i-0ab runs version 1 of the launch template, which is not its group's"],
  ] as const) {
    it(`fails: ${expected}`, async () => {
      expect(await issue({ answers: group(inGroup, forBalancer) })).to.equal(expected);
    });
  }

  it("fails for a server of another launch template, whose versions have the same numbers", async () => {
    const answers = (LaunchTemplateId: string) =>
      group(
        { LaunchTemplate: { LaunchTemplateId, Version: "2" } },
        {},
        { LaunchTemplate: { LaunchTemplateId: "lt-2", Version: "2" } },
      );
    expect(await issue({ answers: answers("lt-1") })).to.contain("i-0ab runs version 2 of the launch template");
    const { context } = staged({ answers: answers("lt-2") });
    expect(await servers.run(context)).to.have.property("status", passed("").status);
  });

  it("does not count a server that is terminating, which the load balancer calls in service while it drains", async () => {
    const draining = { Description: "Instance deregistration currently in progress." };
    const answers = group({ LifecycleState: "Terminating" }, draining);
    const { context } = staged({ answers });
    expect(await servers.run(context)).to.deep.equal(passed("1 server of asg-servicename-stg in service: i-0aa"));
    expect(await issue({ answers, settings: { web: { min: 2, max: 4 } } })).to.equal(
      "asg-servicename-stg has 1 server, fewer than the 2 of web.min",
    );
    const gone = { ...answers, DescribeAutoScalingGroups: ONE };
    expect((await servers.run(staged({ answers: gone }).context)).status).to.equal("passed");
    expect(await issue({ answers: group({}, draining) })).to.equal(
      "i-0ab is InService at the load balancer (Instance deregistration currently in progress)",
    );
  });

  it("fails when there are too few, or none", async () => {
    expect(await issue({ settings: { web: { min: 2, max: 4 } } })).to.equal(
      "asg-servicename-stg has 1 server, fewer than the 2 of web.min",
    );
    expect(await issue({ answers: groupAnswers({}) })).to.equal(
      "asg-servicename-stg has 0 servers, fewer than the 1 of web.min",
    );
  });

  it("fails when the load balancer sends visitors to an instance outside the group", async () => {
    const answers = { ...group({}, {}), DescribeAutoScalingGroups: ONE };
    expect(await issue({ answers })).to.equal(
      "the load balancer sends visitors to i-0ab, which is not in asg-servicename-stg",
    );
  });

  it("fails for a public address", async () => {
    const DescribeInstances = [
      { Reservations: [{ Instances: [{ InstanceId: "i-0aa", PublicIpAddress: "203.0.113.4" }] }] },
    ];
    expect(await issue({ answers: { DescribeInstances } })).to.equal("i-0aa has the public address 203.0.113.4");
  });

  it("says so when there is no group", async () => {
    const { context } = staged({ answers: { DescribeAutoScalingGroups: [{ AutoScalingGroups: [] }] } });
    expect(await servers.run(context).catch(String)).to.equal(
      "UserError: There is no Auto Scaling group asg-servicename-stg; is it deployed? pulumi up --stack stg",
    );
  });
});

import { expect } from "chai";

import { servers } from "../../../../tools/verify/servers";
import { healthy, staged, type Answers, type Changes } from "./support";

const LATELY =
  "; recent activities: aws autoscaling describe-scaling-activities --auto-scaling-group-name asg-servicename-stg";

/** Answers about a group of two, one of which is not as it should be. */
function group(inGroup: object, forBalancer: object): Answers {
  const well = { LifecycleState: "InService", HealthStatus: "Healthy" };
  return {
    DescribeAutoScalingGroups: [
      {
        AutoScalingGroups: [
          {
            Instances: [
              { InstanceId: "i-0aa", ...well },
              { InstanceId: "i-0ab", ...well, ...inGroup },
            ],
          },
        ],
      },
    ],
    DescribeInstanceHealth: [
      {
        InstanceStates: [
          { InstanceId: "i-0aa", State: "InService" },
          { InstanceId: "i-0ab", State: "InService", ...forBalancer },
        ],
      },
    ],
  };
}

async function issue(changes: Changes): Promise<string> {
  const { status, detail } = await servers.look(staged(changes).context);
  expect(status, detail).to.equal("failed");
  expect(detail.endsWith(LATELY), detail).to.equal(true);
  return detail.slice(0, -LATELY.length);
}

describe("The check of the web servers", () => {
  it("passes when all serve, as many as the least or more", async () => {
    const { context, calls } = staged({ answers: group({}, {}) });
    expect(await servers.look(context)).to.deep.equal({
      status: "passed",
      detail: "2 servers of asg-servicename-stg in service: i-0aa, i-0ab",
    });
    expect(calls).to.deep.equal([
      ["DescribeAutoScalingGroups", { AutoScalingGroupNames: ["asg-servicename-stg"] }],
      ["DescribeInstanceHealth", { LoadBalancerName: "elb-servicename-stg" }],
      ["DescribeInstances", { InstanceIds: ["i-0aa", "i-0ab"] }],
    ]);
  });

  it("fails for one that is ill, on its path, or out of service, with the load balancer's reason", async () => {
    expect(await issue({ answers: group({ HealthStatus: "Unhealthy" }, {}) })).to.equal(
      "i-0ab is InService and Unhealthy in its group",
    );
    expect(await issue({ answers: group({ LifecycleState: "Pending" }, { State: "OutOfService" }) })).to.equal(
      "i-0ab is Pending and Healthy in its group",
    );
    const ill = { State: "OutOfService", Description: "Instance has failed at least the UnhealthyThreshold number." };
    expect(await issue({ answers: group({}, ill) })).to.equal(
      "i-0ab is OutOfService to the load balancer (Instance has failed at least the UnhealthyThreshold number)",
    );
    expect(await issue({ answers: group({}, { InstanceId: "i-0ad", State: "OutOfService" }) })).to.equal(
      "i-0ab is not known to the load balancer",
    );
  });

  it("does not count one that is being terminated, which the load balancer calls in service while it drains it", async () => {
    const draining = { Description: "Instance deregistration currently in progress." };
    const answers = group({ LifecycleState: "Terminating" }, draining);
    const { context } = staged({ answers });
    expect(await servers.look(context)).to.deep.equal({
      status: "passed",
      detail: "1 server of asg-servicename-stg in service: i-0aa",
    });
    expect(await issue({ answers, settings: { web: { min: 2, max: 4 } } })).to.equal(
      "asg-servicename-stg has 1 server, fewer than the 2 of web.min",
    );
    const gone = { ...answers, DescribeAutoScalingGroups: [healthy("i-0aa").DescribeAutoScalingGroups] };
    expect((await servers.look(staged({ answers: gone }).context)).status).to.equal("passed");
    expect(await issue({ answers: group({}, draining) })).to.equal(
      "i-0ab is InService to the load balancer (Instance deregistration currently in progress)",
    );
  });

  it("fails for one that runs another version of the launch template than its group", async () => {
    expect(await issue({ answers: group({ LaunchTemplate: { Version: "1" } }, {}) })).to.equal(
      "i-0ab runs version 1 of the launch template, which is not its group's",
    );
  });

  it("fails when there are too few, or none", async () => {
    expect(await issue({ settings: { web: { min: 2, max: 4 } } })).to.equal(
      "asg-servicename-stg has 1 server, fewer than the 2 of web.min",
    );
    const none = Object.fromEntries(Object.entries(healthy()).map(([name, answer]) => [name, [answer]]));
    expect(await issue({ answers: none })).to.equal("asg-servicename-stg has 0 servers, fewer than the 1 of web.min");
  });

  it("fails for an instance that visitors are sent to though it is not the group's", async () => {
    const answers = { ...group({}, {}), DescribeAutoScalingGroups: [healthy("i-0aa").DescribeAutoScalingGroups] };
    expect(await issue({ answers })).to.equal(
      "the load balancer sends visitors to i-0ab, which is not in asg-servicename-stg",
    );
  });

  it("fails for one with a public address", async () => {
    const DescribeInstances = [
      { Reservations: [{ Instances: [{ InstanceId: "i-0aa", PublicIpAddress: "203.0.113.4" }] }] },
    ];
    expect(await issue({ answers: { DescribeInstances } })).to.equal("i-0aa has the public address 203.0.113.4");
  });

  it("says so when there is no group", async () => {
    const { context } = staged({ answers: { DescribeAutoScalingGroups: [{ AutoScalingGroups: [] }] } });
    expect(await servers.look(context).catch(String)).to.equal(
      "UserError: There is no auto scaling group asg-servicename-stg; is it deployed? pulumi up --stack stg",
    );
  });
});

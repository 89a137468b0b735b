import type { AutoScalingClient, AutoScalingGroup, Instance } from "@aws-sdk/client-auto-scaling";
import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { waitUntilServing } from "../../../../compute/web/serving";
import { fakeApi, waited, type Waited } from "../../../support/waits";

const WANTED = { groupName: "asg", templateId: "lt-1", version: "2" };

/** A server of the group, in service with the wanted version unless said otherwise. */
const server = (more: Partial<Instance> = {}): Instance => ({
  ...{ InstanceId: "i-0", AvailabilityZone: "1a", ProtectedFromScaleIn: false },
  ...{ LifecycleState: "InService", HealthStatus: "Healthy" },
  LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" },
  ...more,
});

/** What the load balancer says of the server; `State: why`. */
const says = (text: string) => {
  const [State, Description = "N/A"] = text.split(": ");
  return { InstanceStates: [{ InstanceId: "i-0", State, Description }] };
};

/** @param servers those of the group at each look, the first of which only names the load balancer */
async function wait(
  servers: readonly (readonly Instance[])[],
  health: readonly object[] = [says("InService")],
  { activities = [], balancers = ["elb"] }: { activities?: readonly object[]; balancers?: string[] } = {},
): Promise<Waited> {
  const queue = [...servers];
  const describeGroup = (): Promise<AutoScalingGroup> => {
    const Instances = [...((queue.length > 1 ? queue.shift() : queue[0]) ?? [])];
    const sizes = { MinSize: 1, MaxSize: 1, DesiredCapacity: 1, DefaultCooldown: 300 };
    const others = { HealthCheckType: "ELB", AvailabilityZones: [], CreatedTime: new Date(0) };
    return Promise.resolve({
      ...{ AutoScalingGroupName: "asg", LoadBalancerNames: balancers, Instances },
      ...sizes,
      ...others,
    });
  };
  const clients = {
    autoScaling: () =>
      Promise.resolve(fakeApi<AutoScalingClient>({ DescribeScalingActivities: [{ Activities: activities }] }).client),
    elb: () => Promise.resolve(fakeElb),
  };
  const { client: fakeElb } = fakeApi<ElasticLoadBalancingClient>({ DescribeInstanceHealth: health });
  return waited(() => waitUntilServing(WANTED, describeGroup, clients));
}

describe("Web servers of a version", () => {
  it("serve when the load balancer reports enough of them in service, and not before", async () => {
    const deaf = "OutOfService: Instance has not passed the configured HealthyThreshold";
    const health = [{ InstanceStates: [] }, says(deaf), says("InService")];
    const { said, seconds, error } = await wait([[server()]], health);
    expect([seconds, error]).to.deep.equal([10, undefined]);
    expect(said).to.deep.equal([
      "web servers of asg: 0 of 1 answer (0 s)",
      "web servers of asg: 0 of 1 answer (i-0: Instance has not passed the configured HealthyThreshold) (5 s)",
    ]);
  });

  for (const [what, more] of [
    ["is being terminated", { LifecycleState: "Terminating" }],
    ["has failed its health checks", { HealthStatus: "Unhealthy" }],
    ["runs another version", { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "1" } }],
    ["runs another template's version", { LaunchTemplate: { LaunchTemplateId: "lt-2", Version: "2" } }],
  ] as const) {
    it(`do not serve while only the load balancer reports one in service, which ${what}`, async () => {
      const other = [server(more)];
      const { seconds, error } = await wait([other, other, other, [server()]]);
      expect([seconds, error]).to.deep.equal([10, undefined]);
    });
  }

  it("do not serve while a healthy one is being deregistered", async () => {
    const draining = "InService: Instance deregistration currently in progress.";
    const { said, error } = await wait([[server()]], [says(draining), says("InService")]);
    expect(error).to.equal(undefined);
    expect(said).to.deep.equal([
      "web servers of asg: 0 of 1 answer (i-0: Instance deregistration currently in progress.) (0 s)",
    ]);
  });

  it("are reported with the reason of a failed launch if there are none, while auto scaling retries", async () => {
    const quota = "You have requested more vCPU capacity than your current vCPU limit of 1 allows.";
    const activities = [{ StatusCode: "Failed", StatusMessage: quota }];
    const { said, seconds, error } = await wait([[], [], [server()]], undefined, { activities });
    expect([seconds, error]).to.deep.equal([5, undefined]);
    expect(said).to.deep.equal([`web servers of asg: 0 of 1 answer (${quota}) (0 s)`]);
  });

  it("cannot serve without a load balancer, as after one was detached by hand, and say what to do", async () => {
    const { error, seconds } = await wait([[server()]], undefined, { balancers: [] });
    const message = "Auto Scaling group asg has no load balancer. Run: pulumi up --refresh";
    expect([error, seconds]).to.deep.equal([message, 0]);
  });
});

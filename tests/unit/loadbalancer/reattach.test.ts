import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { reattach } from "../../../loadbalancer/reattach";
import { fakeApi, waited } from "../../support/waits";

const NAMES = { groupName: "asg-shop-stg", loadBalancerName: "elb-shop-stg" };
const INPUT = { AutoScalingGroupName: "asg-shop-stg", LoadBalancerNames: ["elb-shop-stg"] };
const OPTIONS = "--auto-scaling-group-name asg-shop-stg --load-balancer-names elb-shop-stg";
const BY_HAND =
  `aws autoscaling detach-load-balancers ${OPTIONS}; a minute later: ` +
  `aws autoscaling attach-load-balancers ${OPTIONS}`;
const ATTACHED = { LoadBalancers: [{ LoadBalancerName: "elb-shop-stg", State: "Removing" }] };

async function run(
  groups: readonly object[],
  attachments: readonly object[] = [{}],
  attached: readonly unknown[] = [{}],
) {
  const { client, calls } = fakeApi<AutoScalingClient>({
    DescribeAutoScalingGroups: [{ AutoScalingGroups: groups }],
    DescribeLoadBalancers: attachments,
    DetachLoadBalancers: [{}],
    AttachLoadBalancers: attached,
  });
  const result = await waited(() => reattach(NAMES, { autoScaling: () => Promise.resolve(client) }));
  return { ...result, changes: calls.filter(([name]) => !name.startsWith("Describe")) };
}

describe("A load balancer that is created again", () => {
  it("is attached to the group again once the old one is detached, so that servers are registered with it", async () => {
    const { changes, seconds, error } = await run([{ LoadBalancerNames: ["elb-shop-stg"] }], [ATTACHED, ATTACHED, {}]);
    expect([seconds, error]).to.deep.equal([6, undefined]);
    expect(changes).to.deep.equal([
      ["DetachLoadBalancers", INPUT],
      ["AttachLoadBalancers", INPUT],
    ]);
  });

  it("changes nothing where there is no group, as in a new stage, or a group without it", async () => {
    for (const groups of [[], [{ LoadBalancerNames: [] }]]) {
      expect(await run(groups)).to.deep.include({ changes: [], seconds: 0 });
    }
  });

  it("gives up after five minutes, and says how to attach it by hand", async () => {
    const { error, seconds } = await run([{ LoadBalancerNames: ["elb-shop-stg"] }], [ATTACHED]);
    expect(seconds).to.equal(300);
    expect(error).to.match(/^load balancer elb-shop-stg: is still being detached from asg-shop-stg after 300 s\. See/);
    expect(error).to.contain(BY_HAND);
  });

  it("fails the update if AWS rejects it, and says how to attach it by hand", async () => {
    const rejected = new Error("AttachLoadBalancers: InternalFailure: An internal error has occurred.");
    const { error } = await run([{ LoadBalancerNames: ["elb-shop-stg"] }], [{}], [rejected]);
    expect(error).to.equal(`${rejected.message} Web servers get no requests until you attach it: ${BY_HAND}`);
  });
});

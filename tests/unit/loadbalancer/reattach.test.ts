import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { reattach } from "../../../loadbalancer/reattach";
import { fakeApi, waited } from "../../support/waits";

const NAMES = { groupName: "asg-shop-stg", loadBalancerName: "elb-shop-stg" };
const INPUT = { AutoScalingGroupName: "asg-shop-stg", LoadBalancerNames: ["elb-shop-stg"] };
const OPTIONS = "--auto-scaling-group-name asg-shop-stg --load-balancer-names elb-shop-stg";
const ATTACH = `aws autoscaling attach-load-balancers ${OPTIONS}`;
const BY_HAND = `aws autoscaling detach-load-balancers ${OPTIONS}; a minute later: ${ATTACH}`;
const ATTACHED = { LoadBalancers: [{ LoadBalancerName: "elb-shop-stg", State: "Removing" }] };

async function run(
  groups: readonly object[],
  attachments: readonly object[] = [{}],
  attached: readonly unknown[] = [{}],
  detached: readonly unknown[] = [{}],
) {
  const { client, calls } = fakeApi<AutoScalingClient>({
    DescribeAutoScalingGroups: [{ AutoScalingGroups: groups }],
    DescribeLoadBalancers: attachments,
    DetachLoadBalancers: detached,
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
    const group = [{ LoadBalancerNames: ["elb-shop-stg"] }];
    const rejected = new Error("An internal error has occurred.");
    const until = `${rejected.message} Web servers get no requests until you attach it`;
    expect((await run(group, [{}], [{}], [rejected])).error).to.equal(`${until}: ${BY_HAND}`);
    // AWS rejects a second detachment.
    expect((await run(group, [{}], [rejected])).error).to.equal(`${until}: ${ATTACH}`);
  });

  it("is attached after another change of the group, and where AWS has detached it but the response was lost", async () => {
    const group = [{ LoadBalancerNames: ["elb-shop-stg"] }];
    const pending = Object.assign(new Error("pending"), { name: "ResourceContentionFault" });
    const repeated = Object.assign(new Error("Trying to remove Load Balancers that are not part of the group"), {
      name: "ValidationError",
    });
    const { changes, error } = await run(group, [{}], [pending, {}], [pending, repeated]);
    expect(error).to.equal(undefined);
    expect(changes.map(([name]) => name)).to.deep.equal([
      ...["DetachLoadBalancers", "DetachLoadBalancers", "AttachLoadBalancers", "AttachLoadBalancers"],
    ]);
  });
});

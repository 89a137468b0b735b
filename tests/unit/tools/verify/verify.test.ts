import { AccessPointNotFoundException } from "@aws-sdk/client-elastic-load-balancing";
import { expect } from "chai";

import { countOf, verify, type Confirm, type Result, type Verified } from "../../../../tools/verify/verify";
import { NAME, staged, stageWith, type Changes } from "./support";

const INSTANCE = {
  State: { Name: "running" },
  Placement: { AvailabilityZone: "ap-northeast-1a" },
  PrivateIpAddress: "10.0.1.10",
};
const TAGS = [{ Key: "Name", Value: "as-servicename-stg-web" }];

/** One running web server, as AWS answers. */
const DescribeInstances = [{ Reservations: [{ Instances: [{ InstanceId: "i-0aa", ...INSTANCE, Tags: TAGS }] }] }];

async function run(changes: Changes & { confirm?: Confirm } = {}) {
  const { confirm, answers, io, settings, ...more } = changes;
  const { context, calls } = staged({
    ...more,
    answers: { DescribeInstances, ...answers },
    io: { hasInstances: false, ...io },
  });
  const peer: string[] = [];
  const ended: Result[] = [];
  const listener = { progress: (text: string) => peer.push(text), ended: (result: Result) => ended.push(result) };
  const verified: Verified = await verify(stageWith(settings), context, listener, confirm);
  expect(verified.results).to.deep.equal(ended);
  return { verified, peer, calls, results: Object.fromEntries(ended.map((each) => [each.id, each])) };
}

describe("A run of all checks", () => {
  it("goes through them in one order, and tells how it goes", async () => {
    const { verified, peer } = await run();
    const ids = ["listeners", "http", "https", "servers", "way-out", "closed", "bastion"];
    expect(verified.results.map(({ id }) => id)).to.deep.equal(ids);
    expect(peer).to.deep.equal(["looking up stg", ...ids]);
    expect(verified.loadBalancer).to.equal(NAME);
  });

  it("asks no instance where none runs, and says so", async () => {
    const { verified, results } = await run();
    for (const id of ["http", "https", "way-out", "closed"]) {
      expect(results[id]).to.include({ status: "skipped", detail: "the emulator runs no instances" });
    }
    expect([countOf(verified, "passed"), countOf(verified, "skipped"), countOf(verified, "failed")]).to.deep.equal([
      3, 4, 0,
    ]);
  });

  it("asks them where they run", async () => {
    const { results } = await run({ io: { hasInstances: true } });
    expect(results.http).to.include({ status: "failed" });
    expect(results.http?.detail).to.contain("does not answer: ECONNREFUSED");
  });

  it("goes on after a check that cannot be made, which fails with the reason", async () => {
    const refused = Object.assign(new Error("You may not."), { name: "AccessDenied" });
    const { results } = await run({ answers: { DescribeAutoScalingGroups: [refused] } });
    expect(results.servers).to.include({
      status: "failed",
      detail: "AWS denied the request: You may not; docs/iam/operate.json has the permissions that operators need",
    });
    expect(results.bastion?.status).to.equal("passed");
  });

  it("stops where the stage is not deployed", async () => {
    const none = new AccessPointNotFoundException({ message: "There is no such load balancer", $metadata: {} });
    expect(await run({ answers: { DescribeLoadBalancers: [none] } }).catch(String)).to.equal(
      "UserError: There is no load balancer elb-servicename-stg; is it deployed? pulumi up --stack stg",
    );
  });

  it("stops when it is interrupted, and does not take that for a failed check", async () => {
    const interrupt = new AbortController();
    const addressesOf = () => {
      interrupt.abort(new Error("Ctrl-C"));
      return Promise.reject(new Error("aborted"));
    };
    const io = { hasInstances: true, addressesOf, signal: interrupt.signal };
    expect(await run({ io }).catch(String)).to.equal("Error: Ctrl-C");
  });

  describe("with a web server to be terminated", () => {
    const asked: string[] = [];
    const answer =
      (yes: boolean): Confirm =>
      (question) => {
        asked.push(question);
        return Promise.resolve(yes);
      };

    it("asks first, after all checks, and leaves it alone when the answer is no", async () => {
      const { results, calls, verified } = await run({ confirm: answer(false) });
      expect(asked).to.have.length(1);
      expect(asked[0]).to.contain("Terminate web server i-0aa (10.0.1.10, ap-northeast-1a)?");
      expect(results["kill-one"]).to.include({ status: "skipped", detail: "nothing was terminated: not confirmed" });
      expect(verified).to.not.have.property("drill");
      expect(calls.map(([name]) => name)).to.not.include("TerminateInstances");
    });

    it("terminates it when the answer is yes", async () => {
      const group = (...ids: string[]) => ({
        AutoScalingGroups: [
          {
            Instances: ids.map((InstanceId) => ({ InstanceId, LifecycleState: "InService", HealthStatus: "Healthy" })),
          },
        ],
      });
      const states = (...ids: string[]) => ({
        InstanceStates: ids.map((InstanceId) => ({ InstanceId, State: "InService" })),
      });
      const answers = {
        TerminateInstances: [{}],
        DescribeAutoScalingGroups: [group("i-0aa"), group("i-0aa"), group("i-0ad")],
        DescribeInstanceHealth: [states("i-0aa"), states("i-0aa"), states("i-0ad")],
      };
      const { verified, calls } = await run({ confirm: answer(true), answers });
      expect(verified.drill).to.deep.equal({
        ...{ terminated: "i-0aa", replacedBy: ["i-0ad"] },
        ...{ secondsUntilNoticed: 0, secondsUntilWhole: 0 },
      });
      expect(calls.filter(([name]) => name === "TerminateInstances")).to.have.length(1);
    });

    it("fails where there is none", async () => {
      const { results } = await run({ confirm: answer(true), answers: { DescribeInstances: [{ Reservations: [] }] } });
      expect(results["kill-one"]).to.include({ status: "failed", detail: "there is no web server to terminate" });
    });
  });
});

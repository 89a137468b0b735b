import { AccessPointNotFoundException } from "@aws-sdk/client-elastic-load-balancing";
import { failed, skipped } from "../../../../tools/verify/check";
import { countOf, verify, type Confirm, type Result, type Verified } from "../../../../tools/verify/verify";
import { NAME, staged, stageWith, type Changes } from "./support";

async function run(changes: Changes & { confirm?: Confirm } = {}) {
  const { confirm, answers, io, settings, ...more } = changes;
  const { context, calls } = staged({ ...more, answers: answers ?? {}, io: { hasInstances: false, ...io } });
  const shown: string[] = [];
  const ended: Result[] = [];
  const listener = { progress: (text: string) => shown.push(text), ended: (result: Result) => ended.push(result) };
  const verified: Verified = await verify(stageWith(settings), context, listener, confirm);
  expect(verified.results).to.deep.equal(ended);
  return { verified, shown, calls, results: Object.fromEntries(ended.map((each) => [each.id, each])) };
}

describe("A run of all checks", () => {
  it("runs them in order, and reports progress", async () => {
    const { verified, shown } = await run();
    const ids = ["listeners", "http", "https", "servers", "way-out", "closed", "additions", "bastion"];
    expect(verified.results.map(({ id }) => id)).to.deep.equal(ids);
    expect(shown).to.deep.equal(["finding the resources of stg", ...ids]);
    expect(verified.loadBalancer).to.equal(NAME);
  });

  it("includes that of the renewal only with a domain", async () => {
    const { results } = await run({ settings: { domain: { names: ["example.com"], hostedZoneId: "Z0123" } } });
    expect(Object.keys(results).at(-1)).to.equal("renewal");
    expect(results.renewal).to.include(failed("the listener on 443 has no certificate of ACM"));
  });

  it("skips those that need instances in the emulator", async () => {
    const { verified, results } = await run();
    for (const id of ["http", "https", "way-out", "closed"]) {
      expect(results[id]).to.include(skipped("the emulator runs no instances"));
    }
    expect([countOf(verified, "passed"), countOf(verified, "skipped"), countOf(verified, "failed")]).to.deep.equal([
      4, 4, 0,
    ]);
  });

  it("sends requests to instances elsewhere", async () => {
    const { results } = await run({ io: { hasInstances: true } });
    expect(results.http).to.include({ status: "failed" });
    expect(results.http?.detail).to.contain("does not answer: ECONNREFUSED");
  });

  it("continues after a check that throws, which fails with the reason", async () => {
    const denied = Object.assign(new Error("You may not."), { name: "AccessDenied" });
    const { results } = await run({ answers: { DescribeAutoScalingGroups: [denied] } });
    expect(results.servers).to.include(
      failed("AWS denied the request: You may not; docs/iam/operate.json has the permissions that operators need"),
    );
    expect(results.bastion?.status).to.equal("passed");
  });

  it("stops when the stage is not deployed", async () => {
    const none = new AccessPointNotFoundException({ message: "There is no such load balancer", $metadata: {} });
    expect(await run({ answers: { DescribeLoadBalancers: [none] } }).catch(String)).to.equal(
      "UserError: There is no load balancer elb-servicename-stg; is it deployed? pulumi up --stack stg",
    );
  });

  it("stops when it is interrupted; that is no failed check", async () => {
    const interrupt = new AbortController();
    const addressesOf = () => {
      interrupt.abort(new Error("Ctrl-C"));
      return Promise.reject(new Error("aborted"));
    };
    const io = { hasInstances: true, addressesOf, signal: interrupt.signal };
    expect(await run({ io }).catch(String)).to.equal("Error: Ctrl-C");
  });

  it("fails the replacement drill, which comes last, when there is no web server", async () => {
    const answers = { DescribeInstances: [{ Reservations: [] }] };
    const { verified } = await run({ answers, confirm: () => Promise.resolve(true) });
    const detail = "there is no web server to terminate";
    expect(verified.results.at(-1)).to.include({ id: "kill-one", status: "failed", detail });
    expect(verified).to.not.have.property("drill");
  });
});

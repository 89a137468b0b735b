import { AccessPointNotFoundException, type ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { foreignListeners, hasHttpsListener } from "../../../preflight/load-balancer";
import { fakeApi, type ApiCall } from "../../support/waits";

async function look(
  answer: unknown,
  httpsUrl?: string,
): Promise<{ found: boolean | string; calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<ElasticLoadBalancingClient>({ DescribeLoadBalancers: [answer] });
  const clients = { elb: () => Promise.resolve(client) };
  const last = httpsUrl === undefined ? {} : { httpsUrl };
  return { found: await hasHttpsListener({ service: "shop", stage: "stg" }, last, clients).catch(String), calls };
}

const listening = (ports: readonly number[], OtherPolicies: readonly string[] = []) => ({
  LoadBalancerDescriptions: [
    {
      ListenerDescriptions: ports.map((LoadBalancerPort) => ({ Listener: { LoadBalancerPort } })),
      Policies: { OtherPolicies },
    },
  ],
});
const POLICIES = ["ELBSecurityPolicy-2016-08", "tls-1-2-2017-01"];
const URL = "https://elb.example.com/";

describe("The HTTPS listener of a stage", () => {
  it("is found at the stage's load balancer", async () => {
    const { found, calls } = await look(listening([80, 443], POLICIES));
    expect(found).to.equal(true);
    expect(calls).to.deep.equal([["DescribeLoadBalancers", { LoadBalancerNames: ["elb-shop-stg"] }]]);
  });

  it("is found without its policy if the last deployment had it", async () => {
    expect((await look(listening([80, 443]), URL)).found).to.equal(true);
  });

  it("is not found if it may be missing in the state: an interrupted update created it, but not its policy", async () => {
    expect((await look(listening([80, 443], POLICIES.slice(0, 1)))).found).to.equal(false);
  });

  it("is absent where only port 80 listens, or without a load balancer", async () => {
    for (const url of [undefined, URL]) expect((await look(listening([80], POLICIES), url)).found).to.equal(false);
    const none = new AccessPointNotFoundException({ message: "There is no ACTIVE Load Balancer", $metadata: {} });
    expect((await look(none)).found).to.equal(false);
  });

  it("is unknown when AWS returns an error", async () => {
    expect((await look(new Error("Throttling"))).found).to.equal("Error: Throttling");
  });
});

describe("The check of the load balancer's listeners", () => {
  async function issues(...listeners: readonly (readonly [string, number, number])[]): Promise<readonly string[]> {
    const ListenerDescriptions = listeners.map(([Protocol, LoadBalancerPort, InstancePort]) => ({
      Listener: { Protocol, LoadBalancerPort, InstancePort },
    }));
    const answer = { LoadBalancerDescriptions: [{ ListenerDescriptions }] };
    const { client } = fakeApi<ElasticLoadBalancingClient>({ DescribeLoadBalancers: [answer] });
    const stage = { stageName: { service: "shop", stage: "stg" }, region: "ap-northeast-1" };
    return foreignListeners(stage, { elb: () => Promise.resolve(client) }).run();
  }

  it("accepts those of the program, and none", async () => {
    expect(await issues(["HTTP", 80, 80], ["HTTPS", 443, 80])).to.deep.equal([]);
    expect(await issues()).to.deep.equal([]);
  });

  it("rejects one that was added or changed by hand, with the command that deletes it", async () => {
    const [added, changed, ...others] = await issues(["TCP", 8080, 22], ["HTTPS", 443, 80], ["HTTP", 80, 8080]);
    expect(added).to.equal(
      "load balancer elb-shop-stg has a listener that this program has not created: TCP 8080 to 22. To delete it: aws elb " +
        "delete-load-balancer-listeners --load-balancer-name elb-shop-stg --load-balancer-ports 8080 --region ap-northeast-1",
    );
    expect(changed).to.contain("HTTP 80 to 8080");
    expect(others).to.deep.equal([]);
  });
});

import { AccessPointNotFoundException, type ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { hasHttpsListener } from "../../../preflight/load-balancer";
import { fakeApi, type ApiCall } from "../../support/waits";

async function look(answer: unknown): Promise<{ found: boolean | string; calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<ElasticLoadBalancingClient>({ DescribeLoadBalancers: [answer] });
  const clients = { elb: () => Promise.resolve(client) };
  return { found: await hasHttpsListener({ service: "shop", stage: "stg" }, clients).catch(String), calls };
}

const listening = (...ports: readonly number[]) => ({
  LoadBalancerDescriptions: [
    { ListenerDescriptions: ports.map((LoadBalancerPort) => ({ Listener: { LoadBalancerPort } })) },
  ],
});

describe("The HTTPS listener of a stage", () => {
  it("is found at the stage's load balancer", async () => {
    const { found, calls } = await look(listening(80, 443));
    expect(found).to.equal(true);
    expect(calls).to.deep.equal([["DescribeLoadBalancers", { LoadBalancerNames: ["elb-shop-stg"] }]]);
  });

  it("is absent where only port 80 listens, or without a load balancer", async () => {
    expect((await look(listening(80))).found).to.equal(false);
    const none = new AccessPointNotFoundException({ message: "There is no ACTIVE Load Balancer", $metadata: {} });
    expect((await look(none)).found).to.equal(false);
  });

  it("is unknown when AWS returns an error", async () => {
    expect((await look(new Error("Throttling"))).found).to.equal("Error: Throttling");
  });
});

import { expect } from "chai";

import { defaultTlsPolicy } from "../../../../../tools/local/patches/default-tls-policy";
import { FakeEmulator, xml } from "../support";

const SERVICE = "elasticloadbalancing";

/** The calls after the creation of a load balancer with these listeners, by protocol. */
async function callsFor(protocols: readonly string[], response = "<R/>", status = 200): Promise<readonly string[]> {
  const emulator = new FakeEmulator(defaultTlsPolicy(), {
    CreateLoadBalancer: xml(response, status),
    CreateLoadBalancerPolicy: "<R/>",
    SetLoadBalancerPoliciesOfListener: "<R/>",
  });
  const listeners = protocols.flatMap((protocol, index) => [
    [`Listeners.member.${index + 1}.Protocol`, protocol],
    [`Listeners.member.${index + 1}.LoadBalancerPort`, protocol === "http" ? "80" : "443"],
  ]);
  await emulator.respond(SERVICE, "CreateLoadBalancer", {
    LoadBalancerName: "elb",
    ...(Object.fromEntries(listeners) as Record<string, string>),
  });
  return emulator.calls.map(({ action, params }) => [action, params.PolicyName, params.LoadBalancerPort].join(" "));
}

describe("the default security policy in the emulator", () => {
  it("is that of a new HTTPS listener, and not of an HTTP one", async () => {
    expect(await callsFor(["http", "https"])).to.deep.equal([
      "CreateLoadBalancer  ",
      "CreateLoadBalancerPolicy ELBSecurityPolicy-2016-08 ",
      "SetLoadBalancerPoliciesOfListener  443",
    ]);
    expect(await callsFor(["http"])).to.have.length(1);
  });

  it("is not set on a load balancer that is not created", async () => {
    expect(await callsFor(["https"], "<ErrorResponse/>", 400)).to.have.length(1);
  });
});

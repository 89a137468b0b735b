import { expect } from "chai";

import { Network } from "../../../../../../tools/local/machines/network/network";
import {
  defaultRoute,
  natGateway,
  stageCloud,
  withDefaultRoute,
  withInstance,
  withRules,
} from "../../../../../support/stage-cloud";

const byNatGateway = withDefaultRoute(
  { ...stageCloud, natGateways: [natGateway] },
  defaultRoute("nat-gateway", natGateway.id),
);

describe("a change of the local network", () => {
  let scripts: string[];
  let inputs: string[];
  let fails: RegExp | undefined;
  let network: Network;

  /** What the scripts are for, in their order. */
  const steps = (): string[] =>
    scripts.map((script) => /nft -f -$|link add|route (replace|del)|link del|addr replace/.exec(script)?.[0] ?? script);

  beforeEach(async () => {
    [scripts, inputs] = [[], []];
    fails = undefined;
    network = new Network({
      run: (script, options) => {
        scripts.push(script);
        inputs.push(options?.input ?? "");
        return fails?.test(`${script}\n${options?.input ?? ""}`)
          ? Promise.reject(new Error("tried"))
          : Promise.resolve("");
      },
    });
    await network.apply(stageCloud);
    scripts = [];
  });

  it("runs nothing if nothing has changed", async () => {
    await network.apply(structuredClone(stageCloud));
    expect(scripts).to.deep.equal([]);
  });

  it("is one transaction for a rule", async () => {
    await network.apply(withRules(stageCloud, "sg-elb", { ingress: [] }));
    expect(scripts).to.deep.equal(["nft -f -"]);
  });

  it("creates the new NAT before the route to it, and removes the old one last", async () => {
    const instances = byNatGateway.instances.filter(({ id }) => id !== "i-nat");
    await network.apply({ ...byNatGateway, instances });
    expect(scripts.map((script) => script.split("\n").length > 5)).to.deep.equal([true, false, false, false, false]);
    expect([scripts[1], scripts[3]]).to.deep.equal(["nft -f -", "nft -f -"]);
    expect(scripts[0]).to.contain("link add r-10 ");
    expect(scripts[2]).to.contain("route replace 0.0.0.0/0 via 10.0.0.20 dev r-10");
    expect(scripts[4]).to.contain("ip link del r-1 ").and.to.contain("ip netns del i-nat");
  });

  it("only closes the filters for an instance that has died", async () => {
    await network.linkDown("i-web1");
    await network.linkDown("i-web1");
    expect(scripts).to.deep.equal(["nft -f -"]);
  });

  it("does not open the filters again for an instance that has died and is then replaced", async () => {
    await network.linkDown("i-nat");
    inputs = [];
    await network.apply({ ...byNatGateway, instances: byNatGateway.instances.filter(({ id }) => id !== "i-nat") });
    expect(inputs.some((input) => input.includes('"r-1"'))).to.equal(false);
  });

  it("leads nowhere before the filters are closed for a NAT instance that is stopped", async () => {
    await network.apply(withInstance(stageCloud, "i-nat", { state: "stopped" }));
    expect(steps()).to.deep.equal(["nft -f -", "route replace"]);
  });

  for (const [title, failure, retried] of [
    ["an interface", /link add/, ["link add", "nft -f -", "route replace"]],
    ["the filters", /^nft/, ["nft -f -", "route replace"]],
    ["a route", /^ip -batch/, ["route replace"]],
  ] as const) {
    it(`is made again after ${title} failed`, async () => {
      fails = failure;
      const error: unknown = await network.apply(byNatGateway).then(
        () => undefined,
        (it: unknown) => it,
      );
      expect(error).to.be.an("error");
      [fails, scripts] = [undefined, []];
      await network.apply(byNatGateway);
      expect(scripts.map((script) => retried.find((step) => script.includes(step)))).to.deep.equal(retried);
      scripts = [];
      await network.apply(byNatGateway);
      expect(scripts).to.deep.equal([]);
    });
  }

  it("gives the internet a host once", async () => {
    await network.addInternetAddress("203.0.113.9");
    await network.addInternetAddress("203.0.113.9");
    expect(scripts).to.deep.equal(["ip -n inet addr replace 203.0.113.9/32 dev lo"]);
  });
});

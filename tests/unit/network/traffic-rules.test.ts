import * as fc from "fast-check";
import { trafficRules, rolesOf, type TrafficRule, type TrafficRulesArgs } from "../../../network/traffic-rules";

/** The tutorial's settings: HTTP and HTTPS, a NAT instance, no bastion. */
const TUTORIAL: TrafficRulesArgs = {
  loadBalancer: { http: "serve", https: true },
  bastion: { enabled: false },
  nat: { hasSecurityGroup: true, hasInternetEgress: true },
};
const GATEWAY = { nat: { hasSecurityGroup: false, hasInternetEgress: true } };
const NO_NAT = { nat: { hasSecurityGroup: false, hasInternetEgress: false } };

const anyArgs: fc.Arbitrary<TrafficRulesArgs> = fc.record({
  loadBalancer: fc.record({
    http: fc.constantFrom("serve" as const, "redirect" as const, "off" as const),
    https: fc.boolean(),
  }),
  bastion: fc.record({ enabled: fc.boolean() }),
  nat: fc.constantFrom(TUTORIAL.nat, GATEWAY.nat, NO_NAT.nat),
});

/** Whether a row is one of these, written `from > to`. */
function among(pairs: readonly string[]): (row: TrafficRule) => boolean {
  return ({ from, to }) => pairs.includes(`${from} > ${to}`);
}

describe("Traffic rules", () => {
  it("open the load balancer on its listeners' ports, including a redirecting one", () => {
    const rows = [
      ["serve", true, [80, 443]],
      ["redirect", true, [80, 443]],
      ["off", true, [443]],
      ["serve", false, [80]],
    ] as const;
    const [, ...others] = trafficRules(TUTORIAL);
    for (const [http, https, ports] of rows) {
      const [inbound, ...rest] = trafficRules({ ...TUTORIAL, loadBalancer: { http, https } });
      expect(inbound?.traffic.map(({ toPort }) => toPort)).to.deep.equal(ports);
      expect(rest).to.deep.equal(others);
    }
  });

  it("let only the load balancer and the bastion reach web servers, for any settings", () => {
    fc.assert(
      fc.property(anyArgs, (args) => {
        const rules = trafficRules(args);
        expect(rules.filter(({ to }) => to === "web")).to.satisfy((rows: TrafficRule[]) =>
          rows.every(among(["loadBalancer > web", "bastion > web"])),
        );
        expect(rules.filter(({ from }) => from === "internet").map(({ to }) => to)).to.deep.equal(["loadBalancer"]);
      }),
    );
  });

  it("do not name what is switched off, for any settings", () => {
    fc.assert(
      fc.property(anyArgs, (args) => {
        const roles = rolesOf(trafficRules(args));
        expect(roles.includes("bastion")).to.equal(args.bastion.enabled);
        expect(roles.includes("nat")).to.equal(args.nat.hasSecurityGroup);
        expect(roles).to.include.members(["loadBalancer", "web"]);
      }),
    );
  });

  it("let private subnets send to a NAT instance exactly what web servers may send", () => {
    const rules = trafficRules(TUTORIAL);
    const trafficOf = (from: string, to: string) => rules.find(among([`${from} > ${to}`]))?.traffic;
    expect(trafficOf("privateSubnets", "nat")).to.deep.equal(trafficOf("web", "internet"));
  });
});

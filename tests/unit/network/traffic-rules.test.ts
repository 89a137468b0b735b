import { expect } from "chai";
import * as fc from "fast-check";

import { trafficRules, isRole, rolesOf, type TrafficRule, type TrafficRulesArgs } from "../../../network/traffic-rules";

/** The tutorial's own: HTTP and HTTPS, a NAT instance, no bastion. */
const TUTORIAL: TrafficRulesArgs = {
  loadBalancer: { http: "serve", https: true },
  bastion: { enabled: false },
  nat: { hasSecurityGroup: true, hasInternetEgress: true },
};
const GATEWAY = { nat: { hasSecurityGroup: false, hasInternetEgress: true } };
const NO_NAT = { nat: { hasSecurityGroup: false, hasInternetEgress: false } };
const BASTION = { bastion: { enabled: true } };

const LOAD_BALANCER_TO_WEB = "loadBalancer > web: tcp 80-80";
const WEB_OUT = "web > internet: tcp 80-80, tcp 443-443, icmp 8-0";
const WITH_NAT_INSTANCE = [
  "privateSubnets > nat: tcp 80-80, tcp 443-443, icmp 8-0",
  "nat > internet: tcp 80-80, tcp 443-443, icmp 8-0",
];

function rowsOf(args: Partial<TrafficRulesArgs>): string[] {
  return trafficRules({ ...TUTORIAL, ...args }).map(
    ({ from, to, traffic }) =>
      `${from} > ${to}: ${traffic.map((what) => `${what.protocol} ${what.fromPort}-${what.toPort}`).join(", ")}`,
  );
}

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
  it("are the tutorial's with a NAT instance and no bastion", () => {
    expect(rowsOf({})).to.deep.equal([
      "internet > loadBalancer: tcp 80-80, tcp 443-443",
      LOAD_BALANCER_TO_WEB,
      WEB_OUT,
      ...WITH_NAT_INSTANCE,
    ]);
  });

  it("include the bastion's four and the administrators' one while there is a bastion", () => {
    expect(rowsOf(BASTION)).to.deep.equal([
      "internet > loadBalancer: tcp 80-80, tcp 443-443",
      LOAD_BALANCER_TO_WEB,
      "bastion > web: tcp 22-22",
      "bastion > nat: tcp 22-22",
      "adminCidrs > bastion: tcp 22-22",
      WEB_OUT,
      "privateSubnets > nat: tcp 80-80, tcp 443-443, icmp 8-0",
      "bastion > internet: tcp 80-80, tcp 443-443",
      "nat > internet: tcp 80-80, tcp 443-443, icmp 8-0",
    ]);
  });

  it("do not name a NAT without a security group", () => {
    expect(rowsOf({ ...GATEWAY, ...BASTION })).to.deep.equal([
      "internet > loadBalancer: tcp 80-80, tcp 443-443",
      LOAD_BALANCER_TO_WEB,
      "bastion > web: tcp 22-22",
      "adminCidrs > bastion: tcp 22-22",
      WEB_OUT,
      "bastion > internet: tcp 80-80, tcp 443-443",
    ]);
  });

  it("let web servers reach only S3 without a NAT", () => {
    expect(rowsOf(NO_NAT)).to.deep.equal([
      "internet > loadBalancer: tcp 80-80, tcp 443-443",
      LOAD_BALANCER_TO_WEB,
      "web > s3: tcp 80-80, tcp 443-443",
    ]);
  });

  it("open the load balancer on its listeners' ports, including a redirecting one", () => {
    const rows: readonly (readonly [TrafficRulesArgs["loadBalancer"]["http"], boolean, string])[] = [
      ["serve", true, "tcp 80-80, tcp 443-443"],
      ["redirect", true, "tcp 80-80, tcp 443-443"],
      ["off", true, "tcp 443-443"],
      ["serve", false, "tcp 80-80"],
    ];
    for (const [http, https, ports] of rows) {
      expect(rowsOf({ loadBalancer: { http, https } })[0]).to.equal(`internet > loadBalancer: ${ports}`);
      expect(rowsOf({ loadBalancer: { http, https } }).slice(1)).to.deep.equal(rowsOf({}).slice(1));
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

describe("An endpoint", () => {
  it("has a security group when it is a component, and none when it is an address range", () => {
    expect((["loadBalancer", "web", "bastion", "nat"] as const).every(isRole)).to.be.true;
    expect((["internet", "adminCidrs", "privateSubnets", "s3"] as const).some(isRole)).to.be.false;
  });

  it("with a security group is listed once, in the order of the rules", () => {
    expect(rolesOf(trafficRules({ ...TUTORIAL, ...BASTION }))).to.deep.equal(["loadBalancer", "web", "bastion", "nat"]);
  });
});

import { expect } from "chai";
import * as fc from "fast-check";

import { trafficRules, isRole, rolesOf, type Access, type TrafficDecisions } from "../../../network/traffic-rules";

/** The tutorial's own: HTTP and HTTPS, a NAT instance, no bastion. */
const TUTORIAL: TrafficDecisions = {
  http: "serve",
  https: true,
  bastion: false,
  natHasSecurityGroup: true,
  natHasInternetEgress: true,
};
const GATEWAY = { natHasSecurityGroup: false, natHasInternetEgress: true };
const NO_NAT = { natHasSecurityGroup: false, natHasInternetEgress: false };

const LOAD_BALANCER_TO_WEB = "loadBalancer > web: tcp 80-80";
const WEB_OUT = "web > anyone: tcp 80-80, tcp 443-443, icmp 8-0";
const WITH_NAT_INSTANCE = [
  "privateSubnets > nat: tcp 80-80, tcp 443-443, icmp 8-0",
  "nat > anyone: tcp 80-80, tcp 443-443, icmp 8-0",
];

function rowsOf(decisions: Partial<TrafficDecisions>): string[] {
  return trafficRules({ ...TUTORIAL, ...decisions }).map(
    ({ from, to, traffic }) =>
      `${from} > ${to}: ${traffic.map((what) => `${what.protocol} ${what.fromPort}-${what.toPort}`).join(", ")}`,
  );
}

const anyDecisions: fc.Arbitrary<TrafficDecisions> = fc
  .record({
    http: fc.constantFrom("serve" as const, "redirect" as const, "off" as const),
    https: fc.boolean(),
    bastion: fc.boolean(),
    nat: fc.constantFrom({ natHasSecurityGroup: true, natHasInternetEgress: true }, GATEWAY, NO_NAT),
  })
  .map(({ nat, ...rest }) => ({ ...rest, ...nat }));

/** Whether a row is one of these, written `from > to`. */
function among(pairs: readonly string[]): (row: Access) => boolean {
  return ({ from, to }) => pairs.includes(`${from} > ${to}`);
}

describe("Who may talk to whom", () => {
  it("is the tutorial's table with a NAT instance and no bastion", () => {
    expect(rowsOf({})).to.deep.equal([
      "anyone > loadBalancer: tcp 80-80, tcp 443-443",
      LOAD_BALANCER_TO_WEB,
      WEB_OUT,
      ...WITH_NAT_INSTANCE,
    ]);
  });

  it("has the bastion's four ways and the administrators' one while there is a bastion", () => {
    expect(rowsOf({ bastion: true })).to.deep.equal([
      "anyone > loadBalancer: tcp 80-80, tcp 443-443",
      LOAD_BALANCER_TO_WEB,
      "bastion > web: tcp 22-22",
      "bastion > nat: tcp 22-22",
      "adminCidrs > bastion: tcp 22-22",
      WEB_OUT,
      "privateSubnets > nat: tcp 80-80, tcp 443-443, icmp 8-0",
      "bastion > anyone: tcp 80-80, tcp 443-443",
      "nat > anyone: tcp 80-80, tcp 443-443, icmp 8-0",
    ]);
  });

  it("does not speak of a NAT that has no security group, nor let a bastion reach one", () => {
    expect(rowsOf({ ...GATEWAY, bastion: true })).to.deep.equal([
      "anyone > loadBalancer: tcp 80-80, tcp 443-443",
      LOAD_BALANCER_TO_WEB,
      "bastion > web: tcp 22-22",
      "adminCidrs > bastion: tcp 22-22",
      WEB_OUT,
      "bastion > anyone: tcp 80-80, tcp 443-443",
    ]);
  });

  it("lets web servers reach S3 and nothing else where there is no way out", () => {
    expect(rowsOf(NO_NAT)).to.deep.equal([
      "anyone > loadBalancer: tcp 80-80, tcp 443-443",
      LOAD_BALANCER_TO_WEB,
      "web > s3: tcp 80-80, tcp 443-443",
    ]);
  });

  it("opens the load balancer on the ports that it listens on; redirecting is listening too", () => {
    const rows: readonly (readonly [TrafficDecisions["http"], boolean, string])[] = [
      ["serve", true, "tcp 80-80, tcp 443-443"],
      ["redirect", true, "tcp 80-80, tcp 443-443"],
      ["off", true, "tcp 443-443"],
      ["serve", false, "tcp 80-80"],
    ];
    for (const [http, https, ports] of rows) {
      expect(rowsOf({ http, https })[0]).to.equal(`anyone > loadBalancer: ${ports}`);
      expect(rowsOf({ http, https }).slice(1)).to.deep.equal(rowsOf({}).slice(1));
    }
  });

  it("never lets anyone but the load balancer and the bastion reach a web server, whatever is decided", () => {
    fc.assert(
      fc.property(anyDecisions, (decisions) => {
        const table = trafficRules(decisions);
        expect(table.filter(({ to }) => to === "web")).to.satisfy((rows: Access[]) =>
          rows.every(among(["loadBalancer > web", "bastion > web"])),
        );
        expect(table.filter(({ from }) => from === "anyone").map(({ to }) => to)).to.deep.equal(["loadBalancer"]);
      }),
    );
  });

  it("never speaks of what is switched off, whatever is decided", () => {
    fc.assert(
      fc.property(anyDecisions, (decisions) => {
        const roles = rolesOf(trafficRules(decisions));
        expect(roles.includes("bastion")).to.equal(decisions.bastion);
        expect(roles.includes("nat")).to.equal(decisions.natHasSecurityGroup);
        expect(roles).to.include.members(["loadBalancer", "web"]);
      }),
    );
  });

  it("lets private subnets send to a NAT instance exactly what web servers may send", () => {
    const table = trafficRules(TUTORIAL);
    const trafficOf = (from: string, to: string) => table.find(among([`${from} > ${to}`]))?.traffic;
    expect(trafficOf("privateSubnets", "nat")).to.deep.equal(trafficOf("web", "anyone"));
  });
});

describe("A place", () => {
  it("has a security group when it is a thing, and none when it is a range of addresses", () => {
    expect((["loadBalancer", "web", "bastion", "nat"] as const).every(isRole)).to.be.true;
    expect((["anyone", "adminCidrs", "privateSubnets", "s3"] as const).some(isRole)).to.be.false;
  });

  it("with a security group is listed once, in the table's order", () => {
    expect(rolesOf(trafficRules({ ...TUTORIAL, bastion: true }))).to.deep.equal([
      "loadBalancer",
      "web",
      "bastion",
      "nat",
    ]);
  });
});

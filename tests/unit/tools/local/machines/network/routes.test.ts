import { expect } from "chai";

import type { Cloud } from "../../../../../../tools/local/machines/cloud";
import { linksOf } from "../../../../../../tools/local/machines/network/link";
import { Numbers } from "../../../../../../tools/local/machines/network/numbers";
import { routeChanges, routesOf, type RouteEntry } from "../../../../../../tools/local/machines/network/routes";
import {
  defaultRoute,
  natGateway,
  stageCloud,
  withDefaultRoute,
  withInstance,
} from "../../../../../support/stage-cloud";

const numbers = new Numbers();
const routes = (cloud: Cloud, down: string[] = []): Map<string, RouteEntry> =>
  routesOf(cloud, linksOf(cloud, numbers, new Set(down)), numbers);
const lines = (cloud: Cloud, down?: string[]): string[] => [...routes(cloud, down).values()].map(({ set }) => set);

const withNatGateway = { ...stageCloud, natGateways: [natGateway] };

describe("the routes of the local network", () => {
  it("are those of each subnet's route table, after the VPC's local route", () => {
    expect(lines(stageCloud)).to.deep.equal([
      "route replace 10.0.0.0/16 via 192.0.2.2 dev igw onlink",
      "route replace 0.0.0.0/0 via 192.0.2.2 dev igw onlink table 1002",
      "route replace 198.51.100.54/32 via 192.0.2.6 dev vpce onlink table 1002",
      "route replace 0.0.0.0/0 via 192.0.2.2 dev igw onlink table 1009",
      "route replace 198.51.100.54/32 via 192.0.2.6 dev vpce onlink table 1009",
      "route replace 198.51.100.54/32 via 192.0.2.6 dev vpce onlink table 1005",
      "route replace 0.0.0.0/0 via 10.0.0.10 dev r-1 onlink table 1005",
    ]);
  });

  it("are none without a VPC", () => expect(lines({ ...stageCloud, vpc: undefined })).to.deep.equal([]));

  for (const [title, cloud, down] of [
    ["is stopped", withInstance(stageCloud, "i-nat", { state: "stopped" }), []],
    ["is down", stageCloud, ["i-nat"]],
    ["does not exist", withDefaultRoute(stageCloud, defaultRoute("nat-gateway", "nat-2")), []],
  ] as const) {
    it(`lead nowhere if their target ${title}`, () => {
      expect(lines(cloud, [...down])).to.include("route replace blackhole 0.0.0.0/0 table 1005");
    });
  }

  it("are replaced, not removed and added", () => {
    const after = withDefaultRoute(withNatGateway, defaultRoute("nat-gateway", natGateway.id));
    expect(routeChanges(routes(withNatGateway), routes(after))).to.equal(
      ["ip -batch - <<'END'", "route replace 0.0.0.0/0 via 10.0.0.20 dev r-10 onlink table 1005", "END"].join("\n"),
    );
  });

  it("are removed when no longer in the route table", () => {
    const after = withDefaultRoute(stageCloud, undefined);
    expect(routeChanges(routes(stageCloud), routes(after)).split("\n")).to.deep.equal([
      ...["ip -force -batch - <<'END' 2>/dev/null || true", "route del 0.0.0.0/0 table 1005", "END"],
    ]);
  });

  it("are not touched without a change", () =>
    expect(routeChanges(routes(stageCloud), routes(stageCloud))).to.equal(""));
});

describe("numbers", () => {
  it("stay with their ID, and are given again once it is gone", () => {
    const some = new Numbers();
    expect(["a", "b", "a", "c"].map((id) => some.of(id))).to.deep.equal([1, 2, 1, 3]);
    some.keep(new Set(["a", "c"]));
    expect(["d", "c", "e"].map((id) => some.of(id))).to.deep.equal([2, 3, 4]);
  });
});

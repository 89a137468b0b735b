import { expect } from "chai";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import type { Cloud } from "../../../../../../tools/local/machines/cloud";
import { filtersOf } from "../../../../../../tools/local/machines/network/filters";
import { linksOf } from "../../../../../../tools/local/machines/network/link";
import { Numbers } from "../../../../../../tools/local/machines/network/numbers";
import { natGateway, stageCloud, withInstance } from "../../../../../support/stage-cloud";

const filters = (cloud: Cloud, down: string[] = []): string =>
  filtersOf(cloud, linksOf(cloud, new Numbers(), new Set(down)));

/** The text between the braces after `name`, in one line. */
function partOf(text: string, name: string): string {
  const match = new RegExp(`${name} \\{(.*?)\\n  \\}`, "s").exec(text)?.[1];
  if (match === undefined) throw new Error(`no ${name}`);
  return match.trim().replace(/\s+/g, " ");
}

describe("the filters of the local network", () => {
  it("of a stage are those of the committed file", () => {
    const expected = readFileSync(path.join(__dirname, "stage.nft"), "utf8");
    expect(filters({ ...stageCloud, natGateways: [natGateway] })).to.equal(expected);
  });

  it("let no group, no address and no interface through without a VPC", () => {
    const text = filters({ ...stageCloud, vpc: undefined });
    expect(text).not.to.match(/"r-\d|10\.0\./);
  });

  it("forget the addresses of an interface that is down, but not that it is in its groups", () => {
    for (const text of [
      filters(stageCloud, ["i-bastion"]),
      filters(withInstance(stageCloud, "i-bastion", { state: "stopped" })),
    ]) {
      expect(text).not.to.contain('"r-3"').and.not.to.contain("198.18.0.11");
      expect(partOf(text, "set sg_bastion")).to.contain("10.0.0.11");
    }
  });

  it("keep an instance up that is still stopping", () => {
    expect(filters(withInstance(stageCloud, "i-bastion", { state: "stopping" }))).to.equal(filters(stageCloud));
  });

  it("check source and destination but for interfaces whose check is off, and for NAT gateways", () => {
    const unchecked = (cloud: Cloud): string => partOf(filters(cloud), "set unchecked");
    expect(unchecked(stageCloud)).to.equal('type ifname elements = { "r-1" }');
    expect(unchecked(withInstance(stageCloud, "i-nat", { sourceDestCheck: true }))).to.equal("type ifname");
    expect(unchecked({ ...stageCloud, natGateways: [natGateway] })).to.equal('type ifname elements = { "r-1", "r-7" }');
  });

  it("allow an interface what any of its groups allows", () => {
    const text = filters(withInstance(stageCloud, "i-bastion", { securityGroupIds: ["sg-elb", "sg-bastion"] }));
    expect(partOf(text, "# sg-bastion, sg-elb\n  chain ingress_2")).to.equal(
      "tcp dport 80 accept ip saddr 203.0.113.7/32 tcp dport 22 accept",
    );
    expect(partOf(text, "set sg_elb")).to.contain("10.0.0.11");
  });

  it("let nothing in or out of an interface whose groups have no rules", () => {
    const text = filters(withInstance(stageCloud, "i-bastion", { securityGroupIds: [] }));
    expect(partOf(text, "chain egress_2")).to.equal("drop");
    expect(partOf(text, "chain ingress_2")).to.equal("");
  });
});

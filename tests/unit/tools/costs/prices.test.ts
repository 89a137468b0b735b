import { expect } from "chai";

import { instanceTypeNames } from "../../../../config/instance-types";
import { CHECKED, DATA_OUT, instancePrice, PRICES, type Price } from "../../../../tools/costs/prices";

/** Families that came after the list of machines' prices that there is a copy of. */
const UNKNOWN_FAMILIES = "m8g m8i c8i r8i m8i-flex c8i-flex r8i-flex m8a c8a r8a".split(" ");

const machines = instanceTypeNames.flatMap((type) => instancePrice(type) ?? []);
const all: readonly Price[] = [...Object.values<Price>(PRICES), ...DATA_OUT.map(({ price }) => price), ...machines];

describe("The table of prices", () => {
  it("says of every price what it is, where AWS says it, when it was looked for, and whether it was seen", () => {
    expect(CHECKED).to.equal("2026-11-24");
    for (const price of all) {
      expect(price.source, price.what).to.match(/^https:\/\/aws\.amazon\.com\/[a-z0-9]+\/pricing\/(on-demand\/)?$/);
      expect(price.checked, price.what).to.equal(CHECKED);
      expect(price.usageType, price.what).to.match(/^(APN1|Global)-/);
      expect(price.confirmed ? price.seen : price.reason, price.what).not.to.equal("");
    }
  });

  it("has nothing for nothing but the first 100 GB out", () => {
    expect(all.filter(({ usd }) => !(usd > 0)).map(({ what }) => what)).to.deep.equal([
      "data out to the internet, the first 100 GB",
    ]);
  });

  it("has tiers of data out that follow one another and get cheaper", () => {
    const ends = DATA_OUT.map(({ upToGb }) => upToGb);
    expect(ends).to.deep.equal([100, 10_240, 51_200, 153_600, Infinity]);
    const [, ...paid] = DATA_OUT.map(({ price }) => price.usd);
    expect(paid).to.deep.equal([...paid].sort((a, b) => b - a));
  });

  it("knows every type of machine that a stage may use, but for the newest families", () => {
    const unknown = instanceTypeNames.filter((type) => instancePrice(type) === undefined);
    expect([...new Set(unknown.map((type) => type.split(".")[0]))]).to.deep.equal(UNKNOWN_FAMILIES);
  });

  it("has the smallest machines' prices as they were seen", () => {
    const prices = ["t4g.nano", "t4g.micro", "t3.micro", "t3a.small", "m7i-flex.large", "c8g.48xlarge"];
    expect(prices.map((type) => instancePrice(type)?.usd)).to.deep.equal([
      0.0054, 0.0108, 0.0136, 0.0245, 0.123_69, 9.605_76,
    ]);
  });

  it("has sizes of a family that cost in proportion: a slip of the pen would show", () => {
    for (const type of instanceTypeNames) {
      const [family = "", size = ""] = type.split(".");
      const [price, large] = [instancePrice(type), instancePrice(`${family}.large`)];
      if (price === undefined || large === undefined) continue;
      expect(price.usd / (large.usd * larges(size)), type).to.be.closeTo(1, 0.005);
    }
  });

  it("has no price for what is no type, or has no family or size of that name", () => {
    for (const type of ["", "t4g", "t4g.", "t4g.huge", "x9.large", "constructor.large"]) {
      expect(instancePrice(type), type).to.be.undefined;
    }
  });
});

/** How many larges a size is. */
function larges(size: string): number {
  const small = ["large", "medium", "small", "micro", "nano"].indexOf(size);
  return small === -1 ? 2 * Number(size.replace("xlarge", "") || 1) : 1 / 2 ** small;
}

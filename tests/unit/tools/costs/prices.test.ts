import { instanceTypeNames } from "../../../../config/instance-types";
import { CHECKED, DATA_OUT, instancePrice, PRICES, type Price } from "../../../../tools/costs/prices";

/** Families that are newer than the available list of instance prices. */
const UNKNOWN_FAMILIES = "m8g m8i c8i r8i m8i-flex c8i-flex r8i-flex m8a c8a r8a".split(" ");

const instances = instanceTypeNames.flatMap((type) => instancePrice(type) ?? []);
const all: readonly Price[] = [...Object.values<Price>(PRICES), ...DATA_OUT.map(({ price }) => price), ...instances];

describe("The table of prices", () => {
  it("has the source, the day of the check and the evidence of every price", () => {
    expect(CHECKED).to.equal("2026-11-24");
    for (const price of all) {
      expect(price.source, price.what).to.match(/^https:\/\/aws\.amazon\.com\/[a-z0-9]+\/pricing\/(on-demand\/)?$/);
      expect(price.checked, price.what).to.equal(CHECKED);
      expect(price.usageType, price.what).to.match(/^(APN1|Global)-/);
      expect(price.confirmed ? price.seen : price.reason, price.what).not.to.equal("");
    }
  });

  it("has only one free tier, the first 100 GB out", () => {
    expect(all.filter(({ usd }) => !(usd > 0)).map(({ what }) => what)).to.deep.equal([
      "data transfer out, first 100 GB",
    ]);
  });

  it("has contiguous tiers of data out that get cheaper", () => {
    const ends = DATA_OUT.map(({ upToGb }) => upToGb);
    expect(ends).to.deep.equal([100, 10_240, 51_200, 153_600, Infinity]);
    const [, ...paid] = DATA_OUT.map(({ price }) => price.usd);
    expect(paid).to.deep.equal([...paid].sort((a, b) => b - a));
  });

  it("knows every instance type that a stage may use, except for the newest families", () => {
    const unknown = instanceTypeNames.filter((type) => instancePrice(type) === undefined);
    expect([...new Set(unknown.map((type) => type.split(".")[0]))]).to.deep.equal(UNKNOWN_FAMILIES);
  });

  it("has prices that are proportional to size within a family, so that a typo shows", () => {
    for (const type of instanceTypeNames) {
      const [family = "", size = ""] = type.split(".");
      const [price, large] = [instancePrice(type), instancePrice(`${family}.large`)];
      if (price === undefined || large === undefined) continue;
      expect(price.usd / (large.usd * larges(size)), type).to.be.closeTo(1, 0.005);
    }
  });

  it("has no price for an unknown type, family or size", () => {
    for (const type of ["", "t4g", "t4g.", "t4g.huge", "x9.large", "constructor.large"]) {
      expect(instancePrice(type), type).to.be.undefined;
    }
  });
});

/** The size as a multiple of large. */
function larges(size: string): number {
  const small = ["large", "medium", "small", "micro", "nano"].indexOf(size);
  return small === -1 ? 2 * Number(size.replace("xlarge", "") || 1) : 1 / 2 ** small;
}

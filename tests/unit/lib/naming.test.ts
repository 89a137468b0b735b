import { expect } from "chai";

import { nameOf, tagsOf, zoneSuffix } from "../../../lib/naming";

const stageName = { service: "shop", stage: "stg" };

describe("Names", () => {
  it("are prefix, service, stage and suffix, without the parts that are not given", () => {
    const rows: readonly (readonly [Parameters<typeof nameOf>[1], string])[] = [
      [{}, "shop-stg"],
      [{ prefix: "vpc" }, "vpc-shop-stg"],
      [{ suffix: "nat" }, "shop-stg-nat"],
      [{ prefix: "subnet", suffix: "public-1a" }, "subnet-shop-stg-public-1a"],
      [{ prefix: undefined, suffix: undefined }, "shop-stg"],
    ];
    for (const [parts, name] of rows) expect(nameOf(stageName, parts)).to.equal(name);
  });

  it("are the last of a thing's tags, after what it shares with others", () => {
    expect(Object.entries(tagsOf(stageName, "vpc-shop-stg"))).to.deep.equal([
      ["Service", "shop"],
      ["Stage", "stg"],
      ["ManagedBy", "pulumi"],
      ["Name", "vpc-shop-stg"],
    ]);
  });

  it("tell zones apart by the end of the zone's name", () => {
    expect(zoneSuffix("ap-northeast-1a")).to.equal("1a");
    expect(zoneSuffix("us-gov-east-1b")).to.equal("1b");
    expect(zoneSuffix("us-east-12c")).to.equal("12c");
  });

  it("are not made for what is no zone", () => {
    for (const text of ["ap-northeast-1", "", "1A", "apne1-az4 "]) {
      expect(() => zoneSuffix(text), text).to.throw(`"${text}" is not the name of an Availability Zone`);
    }
  });
});

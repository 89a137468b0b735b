import { expect } from "chai";

import { link } from "../../../../tools/recover/inventory/link";
import { allPages, hasStageTags, nameIn, tagFilters } from "../../../../tools/recover/inventory/scope";
import { item } from "./support";

const SHOP = { service: "shop", stage: "stg" };
const TAGS = Object.entries({ Service: "shop", Stage: "stg", ManagedBy: "pulumi", Name: "vpc-shop-stg" }).map(
  ([Key, Value]) => ({ Key, Value }),
);

describe("The inventory of a stage", () => {
  it("contains resources with all tags of the stage", () => {
    expect(hasStageTags(TAGS, SHOP)).to.equal(true);
    expect(nameIn(TAGS)).to.equal("vpc-shop-stg");
    expect(tagFilters(SHOP)).to.deep.equal([
      { Name: "tag:Service", Values: ["shop"] },
      { Name: "tag:Stage", Values: ["stg"] },
      { Name: "tag:ManagedBy", Values: ["pulumi"] },
    ]);
  });

  it("does not contain resources of another stage or service, nor those that people have tagged", () => {
    expect(hasStageTags(TAGS, { service: "shop", stage: "prod" })).to.equal(false);
    expect(hasStageTags(TAGS, { service: "blog", stage: "stg" })).to.equal(false);
    expect(
      hasStageTags(
        TAGS.filter(({ Key }) => Key !== "ManagedBy"),
        SHOP,
      ),
    ).to.equal(false);
    expect(hasStageTags(undefined, SHOP)).to.equal(false);
  });

  it("says what each resource is used by, also by names and ARNs", () => {
    const items = link([
      { ...item("aws.ec2.Instance", "i-1"), uses: ["key", "arn:profile"] },
      item("aws.ec2.KeyPair", "key"),
      item("aws.iam.InstanceProfile", "profile", { aliases: ["arn:profile"], usedBy: ["i-9"] }),
    ]);
    expect(items.map(({ usedBy }) => usedBy)).to.deep.equal([[], ["i-1"], ["i-9", "i-1"]]);
  });

  it("reads all pages of a listing", async () => {
    const pages = [{ NextToken: "a" }, { NextToken: "b" }, {}];
    const tokens: unknown[] = [];
    const read = await allPages((token) => {
      tokens.push(token);
      return Promise.resolve(pages[tokens.length - 1] ?? {});
    });
    expect(read).to.deep.equal(pages);
    expect(tokens).to.deep.equal([{}, { NextToken: "a" }, { NextToken: "b" }]);
  });
});

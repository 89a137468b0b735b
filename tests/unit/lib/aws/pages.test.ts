import { allPages } from "../../../../lib/aws";

describe("A listing of AWS", () => {
  it("is read to its last page, empty pages included", async () => {
    const pages = [{ NextToken: "a" }, { NextToken: "b", Vpcs: [] }, { NextToken: "" }];
    const tokens: unknown[] = [];
    const read = await allPages((token) => {
      tokens.push(token);
      return Promise.resolve(pages[tokens.length - 1] ?? {});
    });
    expect(read).to.deep.equal(pages);
    expect(tokens).to.deep.equal([{}, { NextToken: "a" }, { NextToken: "b" }]);
  });
});

import { memoize } from "../../../policy/memoize";

describe("A memoized function", () => {
  it("computes its result once per object, even if that is undefined, and again for an equal object", () => {
    const computed: object[] = [];
    const first = memoize((list: readonly number[]) => {
      computed.push(list);
      return list[0];
    });
    const [one, equal, empty] = [[1], [1], []];
    expect([one, one, equal, empty, empty].map(first)).to.deep.equal([1, 1, 1, undefined, undefined]);
    expect(computed).to.deep.equal([one, equal, empty]);
  });
});

import { expect } from "chai";

import { memoize } from "../../../policy/memoize";

describe("A memoized function", () => {
  it("computes its result once per object, and again for an equal object", () => {
    const asked: object[] = [];
    const sizeOf = memoize((list: readonly number[]) => {
      asked.push(list);
      return list.length;
    });
    const [one, other] = [
      [1, 2],
      [1, 2],
    ];
    expect([sizeOf(one), sizeOf(one), sizeOf(other)]).to.deep.equal([2, 2, 2]);
    expect(asked).to.have.length(2);
    expect(asked[0]).to.equal(one);
    expect(asked[1]).to.equal(other);
  });

  it("computes a result of undefined only once", () => {
    let times = 0;
    const first = memoize((list: readonly number[]) => {
      times += 1;
      return list[0];
    });
    const empty: readonly number[] = [];
    expect([first(empty), first(empty)]).to.deep.equal([undefined, undefined]);
    expect(times).to.equal(1);
  });
});

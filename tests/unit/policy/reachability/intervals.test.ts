import { expect } from "chai";
import * as fc from "fast-check";

import {
  intersect,
  contains,
  sizeOf,
  unionOf,
  subtract,
  type Interval,
  type Intervals,
} from "../../../../policy/reachability/intervals";

const interval = fc
  .tuple(fc.nat({ max: 24 }), fc.nat({ max: 24 }))
  .map(([a, b]): Interval => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const intervals = fc.array(interval, { maxLength: 5 });

function membersOf(some: readonly Interval[]): number[] {
  return Array.from({ length: 30 }, (_, number) => number).filter((number) =>
    some.some((one) => contains(one, number)),
  );
}

function isTidy(some: Intervals): boolean {
  return some.every(({ first, last }, index) => first <= last && first > (some[index - 1]?.last ?? -2) + 1);
}

describe("Intervals", () => {
  it("are merged, whatever their order and overlap", () => {
    const joined = unionOf([
      { first: 8, last: 9 },
      { first: 1, last: 5 },
      { first: 3, last: 4 },
      { first: 6, last: 6 },
    ]);
    expect(joined).to.deep.equal([
      { first: 1, last: 6 },
      { first: 8, last: 9 },
    ]);
  });

  it("contain exactly the right numbers after union, intersection and subtraction", () => {
    fc.assert(
      fc.property(intervals, intervals, (some, others) => {
        const [a, b] = [unionOf(some), unionOf(others)];
        const [inA, inB] = [membersOf(some), membersOf(others)];
        expect(membersOf(a)).to.deep.equal(inA);
        expect(membersOf(intersect(a, b))).to.deep.equal(inA.filter((number) => inB.includes(number)));
        expect(membersOf(subtract(a, b))).to.deep.equal(inA.filter((number) => !inB.includes(number)));
        expect(sizeOf(a)).to.equal(inA.length);
        for (const set of [a, intersect(a, b), subtract(a, b)]) expect(isTidy(set)).to.equal(true);
      }),
    );
  });
});

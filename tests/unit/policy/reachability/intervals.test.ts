import * as fc from "fast-check";
import {
  contains,
  intersect,
  sizeOf,
  subtract,
  unionOf,
  type Interval,
} from "../../../../policy/reachability/intervals";

const NUMBERS = Array.from({ length: 30 }, (_, number) => number);

const intervals = fc.array(
  fc.tuple(fc.nat(24), fc.nat(24)).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
  { maxLength: 5 },
);

function membersOf(some: readonly Interval[]): number[] {
  return NUMBERS.filter((number) => some.some((interval) => contains(interval, number)));
}

describe("Intervals", () => {
  it("contain exactly the right numbers after union, intersection and subtraction", () => {
    fc.assert(
      fc.property(intervals, intervals, (some, others) => {
        const [a, b] = [unionOf(some), unionOf(others)];
        const [inA, inB] = [membersOf(some), membersOf(others)];
        expect(membersOf(a)).to.deep.equal(inA);
        expect(sizeOf(a)).to.equal(inA.length);
        expect(membersOf(intersect(a, b))).to.deep.equal(inA.filter((number) => inB.includes(number)));
        expect(membersOf(subtract(a, b))).to.deep.equal(inA.filter((number) => !inB.includes(number)));
      }),
    );
  });
});

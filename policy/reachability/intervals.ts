/** Whole numbers from first to last, both included. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** A set of whole numbers: intervals in ascending order, none adjacent to the next. */
export type Intervals = readonly Interval[];

export function unionOf(intervals: readonly Interval[]): Intervals {
  const merged: Interval[] = [];
  for (const { first, last } of intervals.toSorted((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before === undefined || first > before.last + 1) merged.push({ first, last });
    else if (last > before.last) merged[merged.length - 1] = { first: before.first, last };
  }
  return merged;
}

export function intersect(a: Intervals, b: Intervals): Intervals {
  if (a.length === 0 || b.length === 0) return [];
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const [first, last] = [Math.max(one.first, other.first), Math.min(one.last, other.last)];
      return first <= last ? [{ first, last }] : [];
    }),
  );
}

/** The numbers of the first set that are not in the second. */
export function subtract(a: Intervals, b: Intervals): Intervals {
  if (a.length === 0 || b.length === 0) return a;
  return b.reduce<Intervals>(
    (rest, { first, last }) =>
      rest.flatMap((interval) => [
        ...(interval.first < first ? [{ first: interval.first, last: Math.min(interval.last, first - 1) }] : []),
        ...(interval.last > last ? [{ first: Math.max(interval.first, last + 1), last: interval.last }] : []),
      ]),
    a,
  );
}

export function sizeOf(intervals: Intervals): number {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

export function contains({ first, last }: Interval, number: number): boolean {
  return first <= number && number <= last;
}

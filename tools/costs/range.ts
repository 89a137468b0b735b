/** A number that is somewhere from one to another, such as the cost of a group that grows. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A range of one number. */
export function exactly(number: number): Range {
  return { min: number, max: number };
}

/** A range of which both ends are so many times as large. */
export function times({ min, max }: Range, factor: number): Range {
  return { min: min * factor, max: max * factor };
}

/** What ranges come to together. */
export function total(ranges: readonly Range[]): Range {
  return ranges.reduce((sum, { min, max }) => ({ min: sum.min + min, max: sum.max + max }), exactly(0));
}

/** How much a range has moved: its least against the least, its most against the most. */
export function change(before: Range, after: Range): Range {
  return { min: after.min - before.min, max: after.max - before.max };
}

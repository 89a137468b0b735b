/** Whole numbers from first to last, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** A set of whole numbers: spans in ascending order, none touching the next. */
export type Spans = readonly Span[];

/** The numbers that are in any of the spans, in whatever order and however they overlap. */
export function spansOf(spans: readonly Span[]): Spans {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before === undefined || span.first > before.last + 1) {
      merged.push({ first: span.first, last: span.last });
    } else if (span.last > before.last) {
      merged[merged.length - 1] = { first: before.first, last: span.last };
    }
  }
  return merged;
}

/** The numbers that are in both sets. */
export function intersect(a: Spans, b: Spans): Spans {
  if (a.length === 0 || b.length === 0) return [];
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const [first, last] = [Math.max(one.first, other.first), Math.min(one.last, other.last)];
      return first <= last ? [{ first, last }] : [];
    }),
  );
}

/** The numbers of the first set that are not in the second. */
export function subtract(a: Spans, b: Spans): Spans {
  if (a.length === 0 || b.length === 0) return a;
  return b.reduce<Spans>(
    (left, { first, last }) =>
      left.flatMap((span) => [
        ...(span.first < first ? [{ first: span.first, last: Math.min(span.last, first - 1) }] : []),
        ...(span.last > last ? [{ first: Math.max(span.first, last + 1), last: span.last }] : []),
      ]),
    a,
  );
}

/** How many numbers are in a set. */
export function sizeOf(spans: Spans): number {
  return spans.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** Whether a number is in a span. */
export function isIn(number: number, { first, last }: Span): boolean {
  return first <= number && number <= last;
}

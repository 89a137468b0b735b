import type { Estimate, Totals } from "./estimate";
import { groupsOf, type Group } from "./groups";
import { change, exactly, type Range } from "./range";

/** Charges of one kind in a component, of which one of two estimates has more, or only it has any. */
export interface Difference {
  /** Absent: they came. */
  readonly before?: Group;
  /** Absent: they went. */
  readonly after?: Group;
  /** USD per month more, or less if negative; absent: a price is not known. */
  readonly usd?: Range;
}

/** What distinguishes two estimates. */
export interface Comparison {
  /** What changed, then what went, then what came. */
  readonly differences: readonly Difference[];
  /** USD per month more, or less if negative. */
  readonly totals: Totals;
}

/** What is compared of an estimate. */
type Costs = Pick<Estimate, "lines" | "totals">;

/**
 * Compares a stage with what it would be, or with another stage. It compares components and not resources: an address
 * of a NAT gateway stands for that of a NAT instance, and images differ by name with every word of a guest script.
 */
export function compare(before: Costs, after: Costs): Comparison {
  const same = match(groupsOf(before.lines), groupsOf(after.lines), ({ component, what, detail }) =>
    JSON.stringify([component, what, detail]),
  );
  // Of what is left, a machine of one type stands for a machine of another.
  const similar = match(same.gone, same.come, ({ component, what }) => JSON.stringify([component, what]));
  const pairs: Pair[] = [
    ...[...same.pairs, ...similar.pairs].filter(differs),
    ...similar.gone.map((group) => ({ before: group })),
    ...similar.come.map((group) => ({ after: group })),
  ];
  return {
    differences: pairs.map(difference),
    totals: {
      fixed: change(before.totals.fixed, after.totals.fixed),
      usage: change(before.totals.usage, after.totals.usage),
      all: change(before.totals.all, after.totals.all),
    },
  };
}

type Pair = Pick<Difference, "before" | "after">;
type FullPair = Required<Pair>;

function match(
  before: readonly Group[],
  after: readonly Group[],
  keyOf: (group: Group) => string,
): { readonly pairs: FullPair[]; readonly gone: Group[]; readonly come: Group[] } {
  const come = [...after];
  const pairs: FullPair[] = [];
  const gone: Group[] = [];
  for (const group of before) {
    const index = come.findIndex((other) => keyOf(other) === keyOf(group));
    const [found] = index === -1 ? [] : come.splice(index, 1);
    if (found === undefined) gone.push(group);
    else pairs.push({ before: group, after: found });
  }
  return { pairs, gone, come };
}

function differs({ before, after }: FullPair): boolean {
  const { min, max } = change(before.quantity, after.quantity);
  return min !== 0 || max !== 0 || before.detail !== after.detail || before.price?.usd !== after.price?.usd;
}

function difference(pair: Pair): Difference {
  const [before, after] = [usdOf(pair.before), usdOf(pair.after)];
  return { ...pair, ...(before === undefined || after === undefined ? {} : { usd: change(before, after) }) };
}

/** What is not there costs nothing. */
function usdOf(group: Group | undefined): Range | undefined {
  return group === undefined ? exactly(0) : group.usd;
}

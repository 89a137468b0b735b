import { change, exactly, type Range } from "./charge";
import { groupsOf, type Estimate, type Group, type Totals } from "./estimate";

interface Difference {
  /** Absent: it is added. */
  readonly before?: Group;
  /** Absent: it is removed. */
  readonly after?: Group;
  /** The change in USD per month; absent if a price is unknown. */
  readonly usd?: Range;
}

export interface Comparison {
  /** Changed charges, then removed ones, then added ones. */
  readonly differences: readonly Difference[];
  /** The change in USD per month. */
  readonly totals: Totals;
}

type Costs = Pick<Estimate, "lines" | "totals">;

/**
 * Compares the estimates of two plans. It compares components instead of resources: the address of a NAT gateway matches
 * that of a NAT instance, and the names of images change with every word of the user data.
 */
export function compare(before: Costs, after: Costs): Comparison {
  const same = match(groupsOf(before.lines), groupsOf(after.lines), ({ component, what, detail }) =>
    JSON.stringify([component, what, detail]),
  );
  // Of the rest, an instance of one type matches an instance of another.
  const similar = match(same.removed, same.added, ({ component, what }) => JSON.stringify([component, what]));
  const pairs: Pair[] = [
    ...[...same.pairs, ...similar.pairs].filter(differs),
    ...similar.removed.map((group) => ({ before: group })),
    ...similar.added.map((group) => ({ after: group })),
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
): { readonly pairs: FullPair[]; readonly removed: Group[]; readonly added: Group[] } {
  const added = [...after];
  const pairs: FullPair[] = [];
  const removed: Group[] = [];
  for (const group of before) {
    const index = added.findIndex((other) => keyOf(other) === keyOf(group));
    const [found] = index === -1 ? [] : added.splice(index, 1);
    if (found === undefined) removed.push(group);
    else pairs.push({ before: group, after: found });
  }
  return { pairs, removed, added };
}

function differs({ before, after }: FullPair): boolean {
  const { min, max } = change(before.quantity, after.quantity);
  return min !== 0 || max !== 0 || before.detail !== after.detail || before.price?.usd !== after.price?.usd;
}

function difference(pair: Pair): Difference {
  const [before, after] = [usdOf(pair.before), usdOf(pair.after)];
  return { ...pair, ...(before === undefined || after === undefined ? {} : { usd: change(before, after) }) };
}

const usdOf = (group: Group | undefined): Range | undefined => (group === undefined ? exactly(0) : group.usd);

import type { Line } from "./estimate";
import { total, type Range } from "./range";

/** Lines of a component that say the same of several resources, as one. */
export interface Group extends Omit<Line, "urn" | "type" | "name"> {
  readonly lines: readonly Line[];
}

/** Brings together what is of the same kind in the same component: the eleven alarms, the two NAT gateways. */
export function groupsOf(lines: readonly Line[]): Group[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.component, line.what, line.detail]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [groupOf(first, others)]));
}

function groupOf(first: Line, others: readonly Line[]): Group {
  const { what, detail, part, unit, price, component } = first;
  const lines = [first, ...others];
  const usd = lines.flatMap((line): Range[] => (line.usd === undefined ? [] : [line.usd]));
  return {
    component,
    what,
    ...(detail === undefined ? {} : { detail }),
    part,
    quantity: total(lines.map(({ quantity }) => quantity)),
    unit,
    price,
    ...(usd.length === 0 ? {} : { usd: total(usd) }),
    lines,
  };
}

import type { PlanDocument } from "../document";
import { CHECKED, groupsOf, HOURS_PER_MONTH, type Comparison, type Group, type Range } from "../../costs";
import type { Row } from "./columns";
import { range } from "../words";

/** A stage's costs, one line for each charge of a component. */
export function costRows({ costs }: PlanDocument): Row[] {
  const groups = groupsOf(costs.lines);
  const amounts = groups.map(({ usd }) => amount(usd));
  const room = Math.max(...amounts.map(({ length }) => length));
  return groups.map((group, index) => ({
    ...{ branch: "  ", below: "  ", label: group.component, name: chargeOf(group) },
    parts: [`${amounts[index]?.padStart(room) ?? ""}  ${quantityOf(group)}`],
  }));
}

/** The monthly total, and what it includes and leaves out, as terms with texts. */
export function costTotals({ costs }: PlanDocument): (readonly [term: string, text: string])[] {
  const { totals, usage, more, unconfirmed, notCounted } = costs;
  const without = more.length > 0 ? ", without unknown prices" : "";
  return [
    [
      "total",
      `${sumOf(totals.all, more)} USD/month (${amount(totals.fixed)} fixed, ${amount(totals.usage)} usage)${without}`,
    ],
    ["usage", `${usage.gbOut} GB/month to the internet; change it with --gb-out and similar options`],
    ...(more.length > 0 ? [["price unknown", more.join(", ")] as const] : []),
    [
      "prices",
      `as of ${CHECKED}, for ${HOURS_PER_MONTH} hours a month` +
        (unconfirmed.length > 0 ? `; not confirmed: ${unconfirmed.join("; ")}` : ""),
    ],
    ...notCounted.map((statement, index) => [index === 0 ? "not counted" : "", statement] as const),
  ];
}

/** A sum; with unknown prices, only its minimum is known. */
export function sumOf(usd: Range, more: readonly string[] = []): string {
  return `${more.length > 0 ? "more than " : ""}${amount(usd)}`;
}

/** The difference between two stages' costs, with the sum last. */
export function costDifferences({ differences, totals }: Comparison): Row[] {
  if (differences.length === 0) return [];
  const isKnown = differences.every(({ usd }) => usd !== undefined);
  const row = (name: string, text: string): Row => ({
    branch: "  ~ ",
    below: "    ",
    label: "cost",
    name,
    parts: [text],
  });
  return [
    ...differences.filter(isVisible).map(({ before, after, usd }) => {
      const group = after ?? before;
      const name = group === undefined ? "" : `${group.component}: ${chargeOf(group)}`;
      return row(name, usd === undefined ? "price unknown" : signed(usd));
    }),
    row("total", `${signed(totals.all)} USD/month${isKnown ? "" : ", without unknown prices"}`),
  ];
}

/** Not what is 0.00 in both plans. */
function isVisible({ usd }: Comparison["differences"][number]): boolean {
  return usd === undefined || Math.max(Math.abs(usd.min), Math.abs(usd.max)) >= 0.005;
}

function chargeOf({ what, detail }: Pick<Group, "what" | "detail">): string {
  return detail === undefined ? what : `${what} ${detail}`;
}

function quantityOf({ quantity, unit }: Group): string {
  const number = range(quantity, (value) => String(Number(value.toFixed(1))));
  // What runs all month, and what is priced by the month, is counted.
  return unit === "hour" || unit === "month" ? `× ${number}` : `${number} ${unit}`;
}

function amount(usd: Range | undefined): string {
  return usd === undefined ? "price unknown" : range(usd, (value) => value.toFixed(2));
}

/** A change of costs: `+40.76`. */
export const signed = (usd: Range): string =>
  range(usd, (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2));

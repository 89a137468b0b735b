import type { PlanDocument } from "../document";
import { CHECKED, groupsOf, HOURS_PER_MONTH, type Comparison, type Group, type Range } from "../../costs";
import type { Row } from "./columns";

/** What a stage costs, line by line: charges of one kind in a component together. */
export function costRows({ costs }: PlanDocument): Row[] {
  const groups = groupsOf(costs.lines);
  const amounts = groups.map(({ usd }) => amount(usd));
  const room = Math.max(...amounts.map(({ length }) => length));
  return groups.map((group, index) => ({
    ...{ branch: "  ", below: "  ", label: group.component, name: chargeOf(group) },
    parts: [`${amounts[index]?.padStart(room) ?? ""}  ${quantityOf(group)}`],
  }));
}

/** What it comes to, and what that holds and leaves out, as terms with what is said of them. */
export function costTotals({ costs }: PlanDocument): (readonly [term: string, text: string])[] {
  const { totals, usage, more, unconfirmed, notCounted } = costs;
  const without = more.length > 0 ? ", without what has no known price" : "";
  return [
    [
      "together",
      `${sumOf(totals.all, more)} USD a month of ${HOURS_PER_MONTH} h${without}: ${amount(totals.fixed)} used or not, ` +
        `${amount(totals.usage)} by use (${usage.gbOut} GB out; --gb-out and others change that)`,
    ],
    ...(more.length > 0 ? [["price unknown", more.join(", ")] as const] : []),
    ["prices", `looked up on ${CHECKED}${unconfirmed.length > 0 ? `, not confirmed: ${unconfirmed.join(", ")}` : ""}`],
    ...notCounted.map((statement, index) => [index === 0 ? "not counted" : "", statement] as const),
  ];
}

/** A sum, which is the least that it can be where a price is not known. */
export function sumOf(usd: Range, more: readonly string[] = []): string {
  return `${more.length > 0 ? "more than " : ""}${amount(usd)}`;
}

/** What is different between two stages' costs, the sum last. */
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
    ...differences.map(({ before, after, usd }) => {
      const group = after ?? before;
      const name = group === undefined ? "" : `${group.component}: ${chargeOf(group)}`;
      return row(name, usd === undefined ? "price unknown" : signed(usd));
    }),
    row("together", `${signed(totals.all)} USD a month${isKnown ? "" : ", without what has no known price"}`),
  ];
}

function chargeOf({ what, detail }: Pick<Group, "what" | "detail">): string {
  return detail === undefined ? what : `${what} ${detail}`;
}

function quantityOf({ quantity, unit }: Group): string {
  const number = range(quantity, (value) => String(Number(value.toFixed(1))));
  return unit === "hour" ? `× ${number}` : `${number} ${unit}`;
}

/** An amount of USD, or from what to what. */
export function amount(usd: Range | undefined): string {
  return usd === undefined ? "price unknown" : range(usd, (value) => value.toFixed(2));
}

function signed(usd: Range): string {
  return range(usd, (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2));
}

function range({ min, max }: Range, text: (value: number) => string): string {
  const [from, to] = [text(min), text(max)];
  return from === to ? from : `${from}..${to}`;
}

import type { Range } from "../../costs";
import type { Comparison } from "../comparison";
import { isEmpty } from "../document";
import { sumOf } from "../render/costs";
import { differenceRows } from "../render/difference";
import { folded, html, list, named, table, type Column, type Content, type Markup } from "./markup";
import { costPartOf } from "../summary";
import { withServices } from "./picture/ports";
import type { Texts } from "./texts";

/** Two plans side by side: a few figures, the money, the settings; and every difference, folded. */
export function comparisonSection(comparison: Comparison, texts: Texts): Content {
  const { comparison: words } = texts;
  const { difference } = comparison;
  if (isEmpty(difference)) return html`<p>${words.none}</p>`;
  const rows = differenceRows(difference);
  const signs: Readonly<Record<string, string>> = { "+": words.added, "-": words.removed, "~": words.changed };
  return [
    html`<div class="columns">
      <div>${glance(comparison, texts)}${money(comparison, texts)}</div>
      <div>${settings(comparison, texts)}</div>
    </div>`,
    folded(
      words.everything(rows.length),
      table(
        words.everything(rows.length),
        words.columns,
        rows.map(({ branch, label, name, parts }) => [label, named(name), signs[branch.trim()], list(parts)]),
      ),
    ),
  ];
}

const figures = (title: string): Column => ({ title, figures: true });

function glance({ from, to, difference: { totals } }: Comparison, { comparison: words }: Texts): Markup {
  const { before, after } = totals;
  const numbers = (title: string, of: (one: typeof before) => number): Content[] => [
    title,
    of(before),
    of(after),
    signed(of(after) - of(before), String),
  ];
  const usd = words.rows.cost;
  return table(
    words.glance,
    ["", figures(from), figures(to), figures(words.difference)],
    [
      [
        usd,
        html`<b>${sumOf(before.usd, before.more)}</b>`,
        html`<b>${sumOf(after.usd, after.more)}</b>`,
        changeOf(before.usd, after.usd),
      ],
      [words.rows.open, openingsIn(before.open, words.nothing), openingsIn(after.open, words.nothing), ""],
      numbers(words.rows.violations, ({ broken }) => broken),
      numbers(words.rows.resources, ({ resources }) => resources),
    ],
  );
}

const openingsIn = (openings: readonly string[], nothing: string): Content =>
  openings.length === 0 ? nothing : list(openings.map(withServices));

function settings({ from, to, difference }: Comparison, { comparison: words }: Texts): Content {
  if (difference.settings.length === 0) return undefined;
  return table(
    words.settings,
    [words.setting, from, to],
    difference.settings.map(({ key, before, after }) => [
      html`<code>${key}</code>`,
      before ?? words.unset,
      after ?? words.unset,
    ]),
  );
}

/** The parts of the cost that differ, and their total. */
function money({ from, to, difference: { costs, totals } }: Comparison, { comparison: words }: Texts): Content {
  if (costs.differences.length === 0) return undefined;
  const parts = new Map<string, { before: Range; after: Range }>();
  for (const { before, after } of costs.differences) {
    const part = costPartOf((after ?? before)?.component ?? "");
    const sum = parts.get(part) ?? { before: NOTHING, after: NOTHING };
    parts.set(part, { before: plus(sum.before, before?.usd), after: plus(sum.after, after?.usd) });
  }
  return table(
    words.money,
    [words.charge, figures(from), figures(to), figures(words.difference)],
    [
      ...[...parts]
        .sort(([, a], [, b]) => Math.abs(b.after.max - b.before.max) - Math.abs(a.after.max - a.before.max))
        .map(([part, { before, after }]) => [part, sumOf(before), sumOf(after), changeOf(before, after)]),
      [
        words.total,
        sumOf(totals.before.usd),
        sumOf(totals.after.usd),
        changeOf(totals.before.usd, totals.after.usd),
      ].map((cell) => html`<b>${cell}</b>`),
    ],
  );
}

const NOTHING: Range = { min: 0, max: 0 };

const plus = (a: Range, b: Range = NOTHING): Range => ({ min: a.min + b.min, max: a.max + b.max });

function changeOf(before: Range, after: Range): string {
  const [min, max] = [after.min - before.min, after.max - before.max].map((usd) =>
    signed(usd, (one) => one.toFixed(2)),
  );
  return min === max ? (min ?? "") : `${min ?? ""} to ${max ?? ""}`;
}

function signed(value: number, text: (value: number) => string): string {
  const amount = text(Math.abs(value));
  if (Number(amount) === 0) return "0";
  return (value < 0 ? "−" : "+") + amount;
}

import type { Range } from "../../costs";
import type { Comparison, PlanComparison } from "../comparison";
import { isEmpty } from "../document";
import { differenceRows } from "../render/difference";
import { folded, html, list, named, table, type Column, type Content, type Markup } from "./markup";
import { summaryOf } from "../summary";
import { TEXTS } from "../texts";
import { withServices } from "./picture/ports";
import { rangeOf, sumOf } from "./sums";
import type { Texts } from "./texts";

/** Two plans side by side: a few figures, the money, the settings; and every difference, folded. */
export function comparisonSection(comparison: PlanComparison, texts: Texts): Content {
  const { comparison: words } = texts;
  const { difference } = comparison;
  if (isEmpty(difference)) return html`<p>${words.none}</p>`;
  const rows = differenceRows(difference);
  const signs: Readonly<Record<string, string>> = { "+": words.added, "-": words.removed, "~": words.changed };
  return [
    html`<div class="columns">
      <div>${glance(comparison, texts)}${open(comparison, texts)}${money(comparison, texts)}</div>
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

function glance({ from, to, difference: { totals } }: Comparison, texts: Texts): Markup {
  const { comparison: words } = texts;
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
    [words.columns[0], figures(from), figures(to), figures(words.difference)],
    [
      [
        usd,
        html`<b>${sumOf(before.usd, texts, before.more)}</b>`,
        html`<b>${sumOf(after.usd, texts, after.more)}</b>`,
        changeOf(before.usd, after.usd, texts),
      ],
      numbers(words.rows.violations, ({ broken }) => broken),
      numbers(words.rows.resources, ({ resources }) => resources),
    ],
  );
}

function open({ difference: { totals } }: Comparison, texts: Texts): Markup {
  const { comparison: words } = texts;
  const [before, after] = [totals.before, totals.after].map((one) =>
    one.open.length === 0 ? words.nothing : one.open.map((line) => openingOf(line, texts)).join("; "),
  );
  return html`<p>${words.open(before ?? "", after ?? "")}</p>`;
}

/** `tcp 80 on load-balancer to the internet` as people say it. */
function openingOf(line: string, { language }: Texts): string {
  const { endpoints, opening } = TEXTS[language];
  const [, traffic = line, to = "", from = ""] = /^(.*) on (\S+) to (.*)$/.exec(line) ?? [];
  return to === "" ? line : opening(withServices(traffic), endpoints[to] ?? to, endpoints[from] ?? from);
}

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

/** The parts of the cost in both plans, with their difference. */
function money({ from, to, difference, before, after }: PlanComparison, texts: Texts): Content {
  const { language, comparison: words } = texts;
  const { costs, totals } = difference;
  const named = (part: string): string => TEXTS[language].parts[part] ?? part;
  if (costs.differences.length === 0) return undefined;
  const [was, is] = [summaryOf(before).costs.parts, summaryOf(after).costs.parts];
  const total = [
    words.total,
    sumOf(totals.before.usd, texts),
    sumOf(totals.after.usd, texts),
    changeOf(totals.before.usd, totals.after.usd, texts),
  ];
  const columns = [words.charge, figures(from), figures(to), figures(words.difference)];
  const rows = [...new Set([...is, ...was].map(({ part }) => part))].map((part) => {
    const [old = NOTHING, now = NOTHING] = [was, is].map((parts) => parts.find((one) => one.part === part)?.usd);
    return [named(part), sumOf(old, texts), sumOf(now, texts), changeOf(old, now, texts)];
  });
  return table(words.money, columns, [...rows, total.map((cell) => html`<b>${cell}</b>`)]);
}

const NOTHING: Range = { min: 0, max: 0 };

function changeOf(before: Range, after: Range, texts: Texts): string {
  const change = { min: after.min - before.min, max: after.max - before.max };
  return rangeOf(change, (usd) => signed(usd, (one) => one.toFixed(2)), texts);
}

function signed(value: number, text: (value: number) => string): string {
  const amount = text(Math.abs(value));
  if (Number(amount) === 0) return "0";
  return (value < 0 ? "−" : "+") + amount;
}

import { graphOfRecording } from "../../../policy/from-recording";
import { analyze, describeRelation, describeTraffic, type Flow } from "../../../policy/reachability";
import { groupsOf, type Group, type Range } from "../../costs";
import { violationsIn, type PlannedFinding } from "../document";
import { costTotals } from "../render/costs";
import { treeOf } from "../render/tree";
import { SECRET_TEXT, UNKNOWN_TEXT } from "../words";
import type { StagePlan } from "../stage-plan";
import { folded, html, list, named, table, withCode, type Content, type Markup } from "./markup";
import { withServices } from "./picture/ports";
import { rangeOf, sumOf } from "./sums";
import type { Texts } from "./texts";

/** Smaller charges show as one. */
const SMALL_USD = 1;

/** The charges with their amounts beside them; below, folded, all of them with their prices, and what is not counted. */
export function costs({ document }: StagePlan, texts: Texts): Content {
  const { tables: words, summary } = texts;
  const { lines, totals, more } = document.costs;
  const groups = groupsOf(lines).toSorted((a, b) => (b.usd?.max ?? Infinity) - (a.usd?.max ?? Infinity));
  const isSmall = ({ usd }: Group): boolean => usd !== undefined && usd.max < SMALL_USD;
  const small = groups.filter(isSmall);
  const usd = { title: summary.perMonth, figures: true } as const;
  const amount = ({ usd: range }: Pick<Group, "usd">): string =>
    range === undefined ? words.unknown : sumOf(range, texts);
  const label = ({ what, detail, component }: Group): Content =>
    html`${[what, detail].filter(Boolean).join(" ")} <span class="quiet">${component}</span>`;
  return [
    table(
      words.costs,
      [words.charge, usd],
      [
        ...groups.filter((group) => !isSmall(group)).map((group) => [label(group), amount(group)]),
        ...(small.length === 0 ? [] : [[words.small(small.length), sumOf(sumOfAll(small), texts)]]),
        [html`<b>${words.total}</b>`, html`<b>${sumOf(totals.all, texts, more)}</b>`],
      ],
    ),
    folded(words.prices, [
      table(
        words.prices,
        [words.charge, words.quantity, words.price, usd],
        groups.map((group) => [label(group), quantityOf(group, texts), priceOf(group, words.unknown), amount(group)]),
      ),
      html`<dl>
        ${costTotals(document).map(
          ([term, text]) =>
            html`${term === "" ? undefined : html`<dt>${term}</dt>`}
              <dd>${text}</dd> `,
        )}
      </dl>`,
    ]),
  ];
}

const sumOfAll = (groups: readonly Group[]): Range => ({
  min: groups.reduce((sum, { usd }) => sum + (usd?.min ?? 0), 0),
  max: groups.reduce((sum, { usd }) => sum + (usd?.max ?? 0), 0),
});

function quantityOf({ quantity, unit }: Group, texts: Texts): string {
  return `${rangeOf(quantity, (value) => String(Number(value.toFixed(1))), texts)} ${unit === "hour" || unit === "month" ? "×" : unit}`;
}

function priceOf({ price }: Group, unknown: string): Content {
  if (price === undefined) return unknown;
  return html`${price.usd} USD per ${price.unit}, <a href="${price.source}" rel="noreferrer">${price.usageType}</a>`;
}

/** Allowed traffic with its paths, and blocked traffic with the reason. */
export function traffic({ recording, document }: StagePlan, { tables: words }: Texts): Content {
  const reachability = analyze(graphOfRecording(recording));
  const ids = reachability.endpoints.map(({ id }) => id);
  const pairs = ids.flatMap((from) => ids.map((to) => reachability.between(from, to)));
  const allowed = pairs.filter(({ flows }) => flows.length > 0);
  const blocked = pairs.filter(({ from, to, flows }) => from !== to && flows.length === 0);
  return [
    document.access.unclear.map((text) => html`<p class="warning">${words.notUnderstood} ${text}</p>`),
    folded(
      words.allowed(allowed.length),
      table(
        words.allowedTitle,
        [words.from, words.to, words.traffic],
        allowed.map((relation) => [
          relation.from,
          relation.to,
          [
            list(describeRelation(relation).map(withServices)),
            html`<details class="why">
              <summary aria-label="${words.why}: ${relation.from} → ${relation.to}">${words.why}</summary>
              ${relation.flows.map(proof)}
            </details>`,
          ],
        ]),
      ),
    ),
    folded(
      words.blocked(blocked.length),
      table(
        words.blockedTitle,
        [words.from, words.to, words.because],
        blocked.map(({ from, to, blockedBy }) => [from, to, blockedBy?.text]),
      ),
    ),
  ];
}

function proof({ traffic: sent, via }: Flow): Markup {
  return html`<p>${withServices(describeTraffic(sent))}</p>
    <ol>
      ${via.map(({ text }) => html`<li>${text}</li>`)}
    </ol>`;
}

/** Violations, and suppressed findings with their reasons, folded. */
export function checks({ document }: StagePlan, { tables: words }: Texts): Content {
  const violations = violationsIn(document.findings);
  const suppressed = document.findings.filter((finding) => !violations.includes(finding));
  const rule = ({ title, rule: id, sources }: PlannedFinding): string => `${title} (${[id, ...sources].join(", ")})`;
  return [
    violations.length === 0
      ? html`<p class="fine">${words.noViolations}</p>`
      : table(
          words.violations,
          [words.severity, words.resource, words.finding, words.policy],
          violations.map((finding) => [
            html`<span class="broken">${finding.severity}</span>`,
            named(finding.resource),
            finding.text,
            rule(finding),
          ]),
        ),
    folded(
      words.suppressed(suppressed.length),
      table(
        words.suppressedTitle,
        [words.resource, words.finding, words.reason, words.policy],
        suppressed.map((finding) => [
          named(finding.resource),
          finding.text,
          withCode(finding.reason ?? ""),
          rule(finding),
        ]),
      ),
    ),
  ];
}

/** All resources, folded. Each row can be searched for. */
export function resources({ recording, document }: StagePlan, { tables: words }: Texts): Content {
  const components = treeOf(recording);
  const all = components.flatMap(({ rows }) => rows);
  return folded(
    words.resources(all.length, components.length),
    components.map(({ name, type, rows }) =>
      table(
        `${name}, ${type}`,
        [words.kind, words.name, words.details],
        rows.map(({ branch, label, name: called, parts }) => [
          html`<span
            class="${branch.length > 3 ? "below" : "resource"}"
            data-search="${[document.stage, label, called === "" ? (parts[0] ?? name) : called].join(" · ")}"
            >${label}</span
          >`,
          named(called),
          parts.join(", "),
        ]),
      ),
    ),
  );
}

export function settings({ document }: StagePlan, { tables: words }: Texts): Content {
  const rows = (isDefault: boolean): Content[][] =>
    document.settings
      .filter(({ origin }) => (origin === "default") === isDefault)
      .map(({ key, value, origin }) => [html`<code>${key}</code>`, value, origin]);
  const [own, defaults] = [rows(false), rows(true)];
  const columns = [words.setting, words.value, words.origin];
  return [
    table(words.settings, columns, own),
    folded(words.defaults(defaults.length), table(words.defaultsTitle, columns, defaults)),
  ];
}

/** Outputs, those that are known now first. */
export function outputs({ document }: StagePlan, { tables: words }: Texts): Content {
  const isLater = (value: string): boolean => value.endsWith(UNKNOWN_TEXT) || value === SECRET_TEXT;
  const all = Object.entries(document.outputs);
  const known = all.filter(([, value]) => !isLater(value));
  const rows = [...known, ...all.filter(([, value]) => isLater(value))];
  return folded(
    words.outputs(all.length, known.length),
    table(
      words.outputsTitle,
      [words.output, words.value],
      rows.map(([key, value]) => [html`<code>${key}</code>`, value]),
    ),
  );
}

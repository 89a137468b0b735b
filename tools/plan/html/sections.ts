import { graphOfRecording } from "../../../policy/from-recording";
import { analyze, describeRelation, describeTraffic, type Flow } from "../../../policy/reachability";
import type { Comparison } from "../comparison";
import { groupsOf } from "../../costs";
import { brokenIn, isEmpty, type PlannedFinding } from "../document";
import { costRows, costTotals } from "../render/costs";
import { differenceRows, totalRows } from "../render/difference";
import { count } from "../render/words";
import { treeOf } from "../render/tree";
import type { StagePlan } from "../stage-plan";
import { html, list, table, type Content, type Markup } from "./markup";

export function resources({ recording }: StagePlan): Content {
  return treeOf(recording).map(({ name, type, rows }) =>
    table(
      `${name}, ${type}`,
      ["kind", "name", "details"],
      rows.map(({ branch, label, name: called, parts }) => [
        // A rule is below its security group, two levels deep.
        branch.length > 3 ? html`<span class="below">${label}</span>` : label,
        named(called),
        parts.join(", "),
      ]),
    ),
  );
}

/** Allowed traffic with its paths, and blocked traffic with the reason. */
export function access({ recording, document }: StagePlan): Content {
  const reachability = analyze(graphOfRecording(recording));
  const ids = reachability.endpoints.map(({ id }) => id);
  const pairs = ids.flatMap((from) => ids.map((to) => reachability.between(from, to)));
  const cell = (from: string, to: string): Content => {
    const relation = reachability.between(from, to);
    if (from === to && relation.flows.length === 0) return "·";
    return relation.flows.length === 0 ? html`<span class="no">no</span>` : list(describeRelation(relation));
  };
  return [
    table(
      "Reachability: rows send, columns receive",
      ["from", ...ids],
      ids.map((from) => [from, ...ids.map((to) => cell(from, to))]),
    ),
    document.access.unclear.map((text) => html`<p class="warning">Not understood: ${text}</p>`),
    html`<h4>Why traffic is allowed</h4>`,
    html`<div class="proofs">
      ${pairs
        .filter(({ flows }) => flows.length > 0)
        .map(
          ({ from, to, flows }) =>
            html`<details>
              <summary>${from} → ${to}</summary>
              ${flows.map(proof)}
            </details> `,
        )}
    </div>`,
    html`<details>
      <summary>Blocked traffic, and what blocks it first</summary>
      ${table(
        "Blocked",
        ["from", "to", "because"],
        pairs
          .filter(({ from, to, flows }) => from !== to && flows.length === 0)
          .map(({ from, to, blockedBy }) => [from, to, blockedBy?.text]),
      )}
    </details>`,
  ];
}

function proof({ traffic, via }: Flow): Markup {
  return html`<p>${describeTraffic(traffic)}</p>
    <ol>
      ${via.map(({ text }) => html`<li>${text}</li>`)}
    </ol>`;
}

/** Violations, and suppressed findings with their reasons, folded. */
export function findings({ document }: StagePlan): Content {
  const violations = brokenIn(document.findings);
  const suppressed = document.findings.filter((finding) => !violations.includes(finding));
  const rule = ({ title, rule: id, sources }: PlannedFinding): string => `${title} (${[id, ...sources].join(", ")})`;
  return [
    table(
      "Violations",
      ["severity", "resource", "finding", "policy"],
      violations.map((finding) => [
        html`<span class="broken">${finding.severity}</span>`,
        named(finding.resource),
        finding.text,
        rule(finding),
      ]),
    ),
    html`<details>
      <summary>${count(suppressed.length, "finding")} suppressed</summary>
      ${table(
        "Suppressed",
        ["resource", "finding", "reason", "policy"],
        suppressed.map((finding) => [
          named(finding.resource),
          finding.text,
          withCode(finding.reason ?? ""),
          rule(finding),
        ]),
      )}
    </details>`,
  ];
}

function withCode(text: string): Content {
  return text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}

const named = (name: string): Markup => html`<span class="name">${name}</span>`;

/** The monthly cost, the source of each price, and what is not counted. */
export function costs({ document }: StagePlan): Content {
  const rows = costRows(document);
  const prices = groupsOf(document.costs.lines).map(({ price }) =>
    price === undefined
      ? "price unknown"
      : html`${price.usd} USD per ${price.unit}, <a href="${price.source}" rel="noreferrer">${price.usageType}</a>`,
  );
  return [
    table(
      "USD per month",
      ["component", "charge", "USD", "for", "price and source"],
      rows.map(({ label, name, parts }, index) => [label, name, ...parts.join("").trim().split("  "), prices[index]]),
    ),
    html`<dl>
      ${costTotals(document).map(
        ([term, text]) =>
          html`${term === "" ? undefined : html`<dt>${term}</dt>`}
            <dd>${text}</dd> `,
      )}
    </dl>`,
  ];
}

export function settings({ document }: StagePlan): Content {
  return table(
    "Settings in effect",
    ["setting", "value", "origin"],
    document.settings.map(({ key, value, origin }) => [key, value, origin]),
  );
}

export function outputs({ document }: StagePlan): Content {
  return table("Outputs", ["output", "value"], Object.entries(document.outputs));
}

/** Signs of a difference as words, for screen readers. */
const SIGNS: Readonly<Record<string, string>> = { "+": "added", "-": "removed", "~": "changed" };

export function differences(comparison: Comparison): Content {
  const { from, to, difference } = comparison;
  const caption = `From ${from} to ${to}`;
  if (isEmpty(difference)) return html`<p>${caption}: no difference.</p>`;
  const [[, ...heads] = [], ...totals] = totalRows(comparison);
  return [
    table("Side by side", ["what", ...heads], totals),
    table(
      caption,
      ["what", "name", "is", "change"],
      differenceRows(difference).map(({ branch, label, name, parts }) => [
        label,
        named(name),
        SIGNS[branch.trim()],
        list(parts),
      ]),
    ),
  ];
}

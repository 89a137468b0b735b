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
import { html, type Content, type Markup } from "./markup";
import { list, table } from "./table";

/** Every resource by component, with what matters about it. */
export function resources({ recording }: StagePlan): Content {
  return treeOf(recording).map(({ name, type, rows }) =>
    table(
      `${name}, ${type}`,
      ["kind", "name", "what matters"],
      rows.map(({ branch, label, name: called, parts }) => [
        // A rule stands below its group, two steps of the tree deep.
        branch.length > 3 ? html`<span class="below">${label}</span>` : label,
        named(called),
        parts.join(", "),
      ]),
    ),
  );
}

/** Who can reach whom with the proof of each way, and what is refused and why. */
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
      "Who can reach whom: rows send, columns receive",
      ["from", ...ids],
      ids.map((from) => [from, ...ids.map((to) => cell(from, to))]),
    ),
    document.access.unclear.map((text) => html`<p class="warning">Not understood: ${text}</p>`),
    html`<h4>Why each way is open</h4>`,
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
      <summary>What is refused, and what stands in the way first</summary>
      ${table(
        "Refused",
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

/** What the standing rules find: what must be put right, and folded what need not and why. */
export function findings({ document }: StagePlan): Content {
  const broken = brokenIn(document.findings);
  const accepted = document.findings.filter((finding) => !broken.includes(finding));
  const rule = ({ title, rule: id, sources }: PlannedFinding): string => `${title} (${[id, ...sources].join(", ")})`;
  return [
    table(
      "What must be put right",
      ["severity", "resource", "finding", "rule"],
      broken.map((finding) => [
        html`<span class="broken">${finding.severity}</span>`,
        named(finding.resource),
        finding.text,
        rule(finding),
      ]),
    ),
    html`<details>
      <summary>${count(accepted.length, "finding")} accepted in writing</summary>
      ${table(
        "Accepted",
        ["resource", "finding", "accepted because", "rule"],
        accepted.map((finding) => [
          named(finding.resource),
          finding.text,
          withCode(finding.reason ?? ""),
          rule(finding),
        ]),
      )}
    </details>`,
  ];
}

/** Text in which backquotes stand around code. */
function withCode(text: string): Content {
  return text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}

function named(name: string): Markup {
  return html`<span class="name">${name}</span>`;
}

/** What a month costs, where each price comes from, and what is not counted. */
export function costs({ document }: StagePlan): Content {
  const rows = costRows(document);
  const prices = groupsOf(document.costs.lines).map(({ price }) =>
    price === undefined
      ? "price unknown"
      : html`${price.usd} USD per ${price.unit}, <a href="${price.source}" rel="noreferrer">${price.usageType}</a>`,
  );
  return [
    table(
      "A month, in USD",
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

/** Each setting in effect, and where it comes from. */
export function settings({ document }: StagePlan): Content {
  return table(
    "Settings in effect",
    ["setting", "value", "from"],
    document.settings.map(({ key, value, origin }) => [key, value, origin]),
  );
}

/** The stack's outputs. */
export function outputs({ document }: StagePlan): Content {
  return table("Outputs", ["output", "value"], Object.entries(document.outputs));
}

/** Signs of a difference as words, which a screen reader says. */
const SIGNS: Readonly<Record<string, string>> = { "+": "new", "-": "gone", "~": "changed" };

/** What is different between two plans. */
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

import { violationsIn, type PlannedFinding } from "../../document";
import { folded, html, named, withCode, type Content } from "../markup";
import type { Texts } from "../texts";

/** Violations, and suppressed findings, folded. */
export function findingsOf(findings: readonly PlannedFinding[], { panel: words }: Texts): Content {
  const violations = violationsIn(findings);
  const suppressed = findings.filter((finding) => !violations.includes(finding));
  return [
    html`<h4>${words.policies}</h4>
      <p class="${violations.length > 0 ? "broken" : "fine"}">
        ${words.checks(violations.length, suppressed.length)}
      </p>`,
    violations.length === 0
      ? undefined
      : html`<ul>
          ${violations.map(({ text, rule }) => html`<li>${text} ${named(rule)}</li>`)}
        </ul>`,
    suppressed.length === 0
      ? undefined
      : folded(
          words.suppressed,
          html`<ul>
            ${suppressed.map(({ text, reason }) => html`<li>${text}: ${withCode(reason ?? "")}</li>`)}
          </ul>`,
        ),
  ];
}

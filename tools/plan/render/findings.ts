import { brokenIn, type PlanDocument, type PlannedFinding } from "../document";
import type { Row } from "./columns";
import { count } from "./words";

/** What must be put right, a line for each; then how much is accepted in writing, and by which rules. */
export function findingRows({ findings }: PlanDocument): Row[] {
  const broken = brokenIn(findings);
  const accepted = findings.filter((finding) => !broken.includes(finding));
  return [
    ...broken.map((finding) =>
      row(finding.severity, finding.resource, [`${finding.text} (${sourceOf(finding)})`, finding.title]),
    ),
    ...(broken.length === 0 ? [row("broken", "none", [])] : []),
    ...(accepted.length === 0
      ? []
      : [
          row("accepted", count(accepted.length, "finding"), [
            [...new Set(accepted.map(({ rule }) => rule))].join(", "),
          ]),
        ]),
  ];
}

function sourceOf({ rule, sources }: PlannedFinding): string {
  return [rule, ...sources.slice(0, 1)].join(", ");
}

function row(label: string, name: string, parts: readonly string[]): Row {
  return { branch: "  ", below: "  ", label, name, parts };
}

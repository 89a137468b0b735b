import { evaluate } from "../../../policy/rules";
import type { Graph } from "../../../policy/graph";
import type { PlannedFinding } from "./document";

/** What the standing rules find in a stage, what is broken first. */
export function plannedFindings(graph: Graph): PlannedFinding[] {
  const findings = evaluate(graph).map(
    ({ rule: { id, title, severity, sources }, resource, text, status, reason }): PlannedFinding => ({
      rule: id,
      title,
      severity,
      sources,
      status,
      resource: resource.name,
      text,
      ...(reason === undefined ? {} : { reason }),
    }),
  );
  return [...brokenIn(findings), ...findings.filter(({ status }) => status !== "broken")];
}

/** The findings that must be put right. */
export function brokenIn(findings: readonly PlannedFinding[]): readonly PlannedFinding[] {
  return findings.filter(({ status }) => status === "broken");
}

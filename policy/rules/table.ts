import { RULES } from "./list";
import type { Rule, Severity } from "./rule";

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** The policies by severity, as a Markdown list for `docs/security.md`. */
export function rulesList(rules: readonly Rule[] = RULES): string {
  return SEVERITIES.map((severity) => {
    const found = rules.filter((rule) => rule.severity === severity);
    return [`### ${severity[0]?.toUpperCase() ?? ""}${severity.slice(1)}`, "", ...found.map(line)].join("\n");
  }).join("\n\n");
}

function line({ id, title, verdict, sources }: Rule): string {
  const basedOn = sources.length === 0 ? "" : ` Based on ${sources.join(", ")}.`;
  return `- \`${id}\`: ${title}.${scopeWords(verdict)}${basedOn}`;
}

function scopeWords(verdict: Rule["verdict"]): string {
  switch (verdict.kind) {
    case "always":
      return "";
    case "protected":
      return ` **Protected stages only**; suppressed elsewhere: ${verdict.reason}.`;
    case "accepted":
      return ` **Suppressed:** ${verdict.reason}.`;
  }
}

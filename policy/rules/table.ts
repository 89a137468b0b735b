import { markdownTable } from "../../tools/markdown-table";
import { RULES } from "./list";
import type { Rule } from "./rule";

/** The standing rules as a Markdown table, for `docs/security.md`. */
export function rulesTable(rules: readonly Rule[] = RULES): string {
  return markdownTable(
    ["rule", "severity", "what must hold", "where", "after"],
    rules.map(({ id, severity, title, verdict, sources }) => [
      `\`${id}\``,
      severity,
      title,
      whereWords(verdict),
      sources.join(", ") || "our own",
    ]),
  );
}

function whereWords(verdict: Rule["verdict"]): string {
  switch (verdict.kind) {
    case "always":
      return "every stage";
    case "protected":
      return `protected stages; elsewhere accepted: ${verdict.reason}`;
    case "accepted":
      return `accepted: ${verdict.reason}`;
  }
}

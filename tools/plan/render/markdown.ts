import type { Comparison } from "../comparison";
import { isEmpty } from "../document";
import type { StagePlan } from "../stage-plan";
import type { Row } from "./columns";
import { differenceRows, totalRows } from "./difference";
import { report } from "./report";
import { painter } from "./style";

/** Fits a code block on most pages. */
const WIDTH = 110;

/** Plans for a pull request: first the differences, then each plan, folded. */
export function markdown(plans: readonly StagePlan[], comparisons: readonly Comparison[]): string {
  return [...comparisons.map(differenceSection), ...plans.map(planSection)].join("\n");
}

function differenceSection(comparison: Comparison): string {
  const { from, to, difference } = comparison;
  const title = `### From ${escaped(from)} to ${escaped(to)}`;
  if (isEmpty(difference)) return `${title}\n\nNo difference.\n`;
  const [heads = [], ...totals] = totalRows(comparison);
  return [
    ...[title, "", ...table(heads, totals), ""],
    ...[...table(["", "what", "name", "change"], differenceRows(difference).map(cells)), ""],
  ].join("\n");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [heads.map(escaped), heads.map(() => "---"), ...rows.map((row) => row.map(escaped))].map(
    (row) => `| ${row.join(" | ")} |`,
  );
}

const cells = ({ branch, label, name, parts }: Row): string[] => [branch.trim(), label, name, parts.join(", ")];

function planSection(plan: StagePlan): string {
  // The text must not end the code block.
  const text = report(plan, { width: WIDTH, paint: painter(false) })
    .trimEnd()
    .replaceAll("```", "` ` `");
  const summary = `The whole plan of ${escaped(plan.title)}`;
  // GitHub parses Markdown within HTML only after a blank line.
  return ["<details>", `<summary>${summary}</summary>`, "", "```text", text, "```", "", "</details>", ""].join("\n");
}

/** Escapes text, so that it ends no cell and becomes no markup, link or mention. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_{}[\]()#|~@!]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll("\n", " ");
}

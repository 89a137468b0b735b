import type { Comparison } from "../comparison";
import { isEmpty } from "../document";
import type { StagePlan } from "../stage-plan";
import type { Row } from "./columns";
import { differenceRows, totalRows } from "./difference";
import { report } from "./report";
import { painter } from "./style";

/** Fits a code block on most pages. */
const WIDTH = 110;

/** Plans for a pull request's page: what is different first, each plan as a whole folded below. */
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

function cells({ branch, label, name, parts }: Row): string[] {
  return [branch.trim(), label, name, parts.join(", ")];
}

function planSection(plan: StagePlan): string {
  // Nothing in it may end the block.
  const text = report(plan, { width: WIDTH, paint: painter(false) })
    .trimEnd()
    .replaceAll("```", "` ` `");
  const summary = `The whole plan of ${escaped(plan.title)}`;
  // Blank lines, without which Markdown within HTML is no Markdown.
  return ["<details>", `<summary>${summary}</summary>`, "", "```text", text, "```", "", "</details>", ""].join("\n");
}

/** Text as it is: no cell ends early, and nothing becomes markup, a link or a mention. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_{}[\]()#|~@!]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll("\n", " ");
}

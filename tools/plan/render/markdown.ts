import type { PlanComparison } from "../comparison";
import { isEmpty } from "../document";
import type { StagePlan } from "../stage-plan";
import type { Row } from "./columns";
import { differenceRows } from "./difference";
import { glanceRows, GLANCE } from "./glance";
import { report } from "./report";
import { painter } from "./style";

/** Fits a code block on most pages. */
const WIDTH = 110;

/** Plans for a pull request: a row for each stage with what matters most, then all differences and whole plans, folded. */
export function markdown(plans: readonly StagePlan[], comparisons: readonly PlanComparison[]): string {
  return [
    ...[...table(GLANCE, glanceRows(plans, comparisons)), ""],
    ...comparisons.map(differenceSection),
    ...plans.map(planSection),
  ].join("\n");
}

function differenceSection({ from, to, difference }: PlanComparison): string {
  if (isEmpty(difference)) return `No difference from ${escaped(from)} to ${escaped(to)}.\n`;
  const rows = differenceRows(difference);
  return folded(
    `All differences from ${escaped(from)} to ${escaped(to)} (${rows.length})`,
    table(["", "what", "name", "change"], rows.map(cells)),
  );
}

function planSection(plan: StagePlan): string {
  // The text must not end the code block.
  const text = report(plan, { width: WIDTH, paint: painter(false) })
    .trimEnd()
    .replaceAll("```", "` ` `");
  return folded(`The whole plan of ${escaped(plan.title)}`, ["```text", text, "```"]);
}

/** GitHub parses Markdown within HTML only after a blank line. */
function folded(summary: string, lines: readonly string[]): string {
  return ["<details>", `<summary>${summary}</summary>`, "", ...lines, "", "</details>", ""].join("\n");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [heads.map(escaped), heads.map(() => "---"), ...rows.map((row) => row.map(escaped))].map(
    (row) => `| ${row.join(" | ")} |`,
  );
}

const cells = ({ branch, label, name, parts }: Row): string[] => [branch.trim(), label, name, parts.join(", ")];

/** Escapes text, so that it ends no cell and becomes no markup, link or mention. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_{}[\]()#|~@!]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll("\n", " ");
}

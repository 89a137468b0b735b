import type { Changed, PlanDifference, PlannedResource } from "../document";
import { isEmpty } from "../document";
import { layOut, type Row } from "./columns";
import { KINDS } from "./kinds";
import type { Page } from "./report";

/** What is different between two plans, as text. */
export function differenceReport(before: string, after: string, difference: PlanDifference, page: Page): string {
  const { paint } = page;
  const title = `${paint("bold", "difference")}  ${paint("dim", `from ${before} to ${after}`)}`;
  if (isEmpty(difference)) return [title, "  none", ""].join("\n");
  const { added, removed, changed, outputs } = difference;
  const rows = [
    ...difference.settings.map((setting) => row("~", "setting", setting.key, [change(setting)])),
    ...removed.map((resource) => row("-", labelOf(resource), nameOf(resource), [])),
    ...added.map((resource) => row("+", labelOf(resource), nameOf(resource), [])),
    ...changed.map(({ resource, properties }) =>
      row(
        "~",
        labelOf(resource),
        nameOf(resource),
        properties.map((property) => `${property.key} ${change(property)}`),
      ),
    ),
    ...outputs
      .filter(({ before: old, after: now }) => old === undefined || now === undefined)
      .map(({ key, before: old }) => row(old === undefined ? "+" : "-", "output", key, [])),
  ];
  const colours = { "+": "green", "-": "red", "~": "yellow" } as const;
  const branch = (text: string): string => {
    const colour = colours[text.trim() as keyof typeof colours] as (typeof colours)["+" | "-" | "~"] | undefined;
    return colour === undefined ? text : paint(colour, text);
  };
  return [title, ...layOut(rows, page.width, { branch, label: (text) => paint("cyan", text), part: String }), ""].join(
    "\n",
  );
}

function row(sign: string, label: string, name: string, parts: readonly string[]): Row {
  return { branch: `  ${sign} `, below: "    ", label, name, parts };
}

function labelOf({ type, component }: PlannedResource): string {
  return component ? "component" : (KINDS[type]?.label ?? type);
}

/** What has no name of its own in the tree goes by its name in the program. */
function nameOf({ type, name, key }: PlannedResource): string {
  return KINDS[type]?.nameless === true ? key.slice(key.lastIndexOf("::") + 2) : name;
}

function change({ before, after }: Changed): string {
  if (before === undefined) return after ?? "";
  return after === undefined ? `${before} → none` : `${before} → ${after}`;
}

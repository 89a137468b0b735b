import { resourceLabel, resourceType } from "../../../offline";
import type { Comparison } from "../comparison";
import { INTERNET, isEmpty, TRIGGER, type Changed, type PlanDifference, type PlannedResource } from "../document";
import { heading, layOut, type Row } from "./columns";
import { costDifferences, sumOf } from "./costs";
import type { Page, Style } from "./style";

const COLORS: Readonly<Record<string, Style>> = { "+": "green", "-": "red", "~": "yellow" };

export function differenceReport(comparison: Comparison, page: Page): string {
  const { from, to, difference } = comparison;
  const { width, paint } = page;
  const title = heading("difference", `from ${from} to ${to}`, page);
  if (isEmpty(difference)) return [...title, "  none", ""].join("\n");
  const branch = (text: string): string => {
    const color = COLORS[text.trim()];
    return color === undefined ? text : paint(color, text);
  };
  const style = { branch, label: (text: string) => paint("cyan", text), part: String };
  const [, ...totals] = totalRows(comparison);
  const totalLines = totals.map(([label, before, after]): Row => {
    const text = before === after ? `${after}, as before` : `${before} → ${after}`;
    return { branch: "  ", below: "  ", label, name: "", parts: [text] };
  });
  // Each block has columns of its own, so that a long name in one does not narrow the others.
  const blocks = [totalLines, costDifferences(difference.costs), accessRows(difference), otherRows(difference)];
  return [...title, ...blocks.flatMap((rows) => (rows.length === 0 ? [] : [...layOut(rows, width, style), ""]))].join(
    "\n",
  );
}

function totalRows({ from, to, difference: { totals } }: Comparison): [string, string, string][] {
  const { before, after } = totals;
  return [
    ["", from, to],
    ["USD/month", sumOf(before.usd, before.more), sumOf(after.usd, after.more)],
    ["open", before.open.join("; ") || "nothing", after.open.join("; ") || "nothing"],
    ["violations", String(before.broken), String(after.broken)],
    ["resources", String(before.resources), String(after.resources)],
  ];
}

/** The difference line by line, money and traffic first: `+` is added, `-` is removed, `~` changes. */
export function differenceRows(difference: PlanDifference): Row[] {
  return [...costDifferences(difference.costs), ...accessRows(difference), ...otherRows(difference)];
}

/** What comes from outside the VPC first. */
function accessRows({ access }: PlanDifference): Row[] {
  const isOutside = ({ key }: Changed): boolean => key.startsWith(INTERNET) || /^[\d.]+\/\d/.test(key);
  const rows = [...access.filter(isOutside), ...access.filter((one) => !isOutside(one))];
  return rows.map((one) => row("~", "access", one.key, [change({ ...one, before: one.before ?? "none" })]));
}

function otherRows({ settings, added, removed, changed, outputs, findings }: PlanDifference): Row[] {
  return [
    ...settings.map((setting) => row(signOf(setting), "setting", setting.key, [change(setting)])),
    ...removed.map((resource) => row("-", labelOf(resource), nameOf(resource), [])),
    ...added.map((resource) => row("+", labelOf(resource), nameOf(resource), [])),
    ...changed.map(({ resource, properties }) =>
      row(
        "~",
        labelOf(resource),
        nameOf(resource),
        properties.map((property) => `${property.key === TRIGGER ? "replaced:" : property.key} ${change(property)}`),
      ),
    ),
    // Only a deployment tells the values of outputs; which outputs exist is known now.
    ...outputs
      .filter(({ before, after }) => before === undefined || after === undefined)
      .map((output) => row(signOf(output), "output", output.key, [])),
    ...findings.map((finding) =>
      row("~", "policy", finding.key, [change({ ...finding, before: finding.before ?? "none" })]),
    ),
  ];
}

function row(sign: string, label: string, name: string, parts: readonly string[]): Row {
  return { branch: `  ${sign} `, below: "    ", label, name, parts };
}

function signOf({ before, after }: Changed): string {
  if (before === undefined) return "+";
  return after === undefined ? "-" : "~";
}

export function labelOf({ type, component, properties }: PlannedResource): string {
  return component ? "component" : resourceLabel(type, (property) => properties[property]);
}

/** Resources without a name in the tree have their logical name here. */
export function nameOf({ type, name, key }: PlannedResource): string {
  return resourceType(type)?.nameless === true ? key.slice(key.lastIndexOf("::") + 2) : name;
}

function change({ before, after }: Changed): string {
  if (before === undefined) return after ?? "";
  return after === undefined ? `${before} → none` : `${before} → ${after}`;
}

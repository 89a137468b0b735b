import { resourceType, type Recording } from "../../../offline";
import { violationsIn, partsOfKey, type PlanDocument, type PlannedFinding, type PlannedFlow } from "../document";
import type { StagePlan } from "../stage-plan";
import { heading, layOut, type Row } from "./columns";
import { costRows, costTotals } from "./costs";
import { networkPicture } from "./network";
import type { Page } from "./style";
import { DELETION_PROTECTION, treeOf } from "./tree";
import { count, words } from "../words";

export type { Page };

const INDENT = { branch: "  ", below: "  " } as const;

/** The parts of a plan, in their order. */
const PARTS: Readonly<Record<string, (plan: StagePlan, page: Page) => readonly string[]>> = {
  network: ({ recording }, page) => networkPicture(recording, page),
  resources: ({ recording }, page) => tree(recording, page),
  outputs: ({ recording }, page) => outputs(recording, page),
  access: ({ document }, page) => access(document, page),
  policies: ({ document }, page) => findings(document, page),
  costs: ({ document }, page) => costs(document, page),
};

export const SECTIONS: readonly string[] = Object.keys(PARTS);

export function report(plan: StagePlan, page: Page, sections: readonly string[] = SECTIONS): string {
  const { project, region } = plan.document;
  return [
    ...heading(plan.title, `${project} in ${region}, offline plan (no AWS account used)`, page),
    "",
    ...sections.flatMap((section) => PARTS[section]?.(plan, page) ?? []),
  ].join("\n");
}

function tree(recording: Recording, { width, paint }: Page): string[] {
  const style = {
    branch: (text: string): string => paint("dim", text),
    label: (text: string): string => paint("cyan", text),
    part: (text: string): string => text.replace(DELETION_PROTECTION, (word) => paint("yellow", word)),
  };
  return treeOf(recording).flatMap(({ name, type, rows }) => [
    `${paint("bold", name)}  ${paint("dim", type)}`,
    ...layOut(rows, width, style),
    "",
  ]);
}

function outputs({ outputs: values }: Recording, page: Page): string[] {
  const texts = Object.entries(values).map(([key, value]) => [key, words(value)] as const);
  return [page.paint("bold", "outputs"), ...pairs(texts, page), ""];
}

function pairs(entries: readonly (readonly [term: string, text: string])[], { width, paint }: Page): string[] {
  const rows = entries.map(([label, text]) => ({ ...INDENT, label, name: "", parts: [text] }));
  return layOut(rows, width, { branch: String, label: (text) => paint("cyan", text), part: String });
}

/** Allowed traffic, with the security group rules and routes that allow it. */
function access({ access: { allowed, unclear } }: PlanDocument, page: Page): string[] {
  const { paint, width } = page;
  const rows = allowed.flatMap(({ from, to, traffic, flows }) => [
    { ...INDENT, label: from, name: `→ ${to}`, parts: traffic },
    ...pathsOf(flows).map((parts): Row => ({ ...INDENT, label: "", name: "", parts, path: true })),
  ]);
  return [
    ...heading("access", "from security groups, routes, addresses and listeners; everything else is blocked", page),
    ...layOut(rows, width, {
      branch: String,
      label: (text) => paint("cyan", text),
      part: (text, { path }) => (path === true ? paint("dim", text) : text),
    }),
    ...unclear.map((text) => `  ${paint("yellow", "not understood")}  ${text}`),
    "",
  ];
}

/** The paths of flows. Flows that differ only by their rules share one. */
function pathsOf(flows: readonly PlannedFlow[]): string[][] {
  const alike = new Map<string, PlannedFlow[]>();
  for (const flow of flows) {
    const shape = JSON.stringify([flow.through, flow.via.length]);
    alike.set(shape, [...(alike.get(shape) ?? []), flow]);
  }
  return [...alike.values()].map((group) => {
    const hops = (group[0]?.via ?? []).map((_, index) => hop(group.flatMap(({ via }) => via[index]?.resources ?? [])));
    // One resource may explain several hops, the last of them together with another resource.
    const [first = "", ...others] = hops.filter(
      (text, index) => text !== "" && hops[index + 1]?.startsWith(text) !== true,
    );
    return [`via ${first}`, ...others];
  });
}

/** Resources by type: `rule access-web-to-anyone-{tcp80,tcp443}`. */
function hop(keys: readonly string[]): string {
  const names = new Map<string, string[]>();
  for (const { type, name } of [...new Set(keys)].map(partsOfKey)) {
    const entry = resourceType(type);
    // In the tree, a rule is below its security group.
    const label = entry?.below === undefined ? (entry?.label ?? type) : "rule";
    names.set(label, [...(names.get(label) ?? []), name]);
  }
  return [...names]
    .map(([label, some]) => [label, abbreviated(some)] as const)
    .map(([label, name]) => (label.toLowerCase().replaceAll(" ", "-") === name ? name : `${label} ${name}`))
    .join(", ");
}

/** Names that differ only in their last part, as one. */
function abbreviated(names: readonly string[]): string {
  const ends = new Map<string, string[]>();
  for (const name of names) {
    const end = name.lastIndexOf("-") + 1;
    const stem = name.slice(0, end);
    ends.set(stem, [...(ends.get(stem) ?? []), name.slice(end)]);
  }
  return [...ends]
    .map(([stem, some]) => (some.length === 1 ? stem + some.join("") : `${stem}{${some.join(",")}}`))
    .join(", ");
}

/** A line for each violation; then the number of suppressed findings and their policies. */
function findings({ findings: all }: PlanDocument, page: Page): string[] {
  const { width, paint } = page;
  const row = (label: string, name: string, ...parts: string[]): Row => ({ ...INDENT, label, name, parts });
  const violations = violationsIn(all);
  const suppressed = all.filter((finding) => !violations.includes(finding));
  const rules = [...new Set(suppressed.map(({ rule }) => rule))].join(", ");
  const rows = [
    ...violations.map((finding) =>
      row(finding.severity, finding.resource, `${finding.text} (${sourceOf(finding)})`, finding.title),
    ),
    ...(violations.length === 0 ? [row("violations", "none")] : []),
    ...(suppressed.length === 0 ? [] : [row("suppressed", count(suppressed.length, "finding"), rules)]),
  ];
  const severities: readonly string[] = violations.map(({ severity }) => severity);
  const label = (text: string): string => paint(severities.includes(text.trim()) ? "red" : "cyan", text);
  return [
    ...heading("policies", "security policies of the stage; reasons for suppressed findings: docs/security.md", page),
    ...layOut(rows, width, { branch: String, label, part: String }),
    "",
  ];
}

const sourceOf = ({ rule, sources }: PlannedFinding): string => [rule, ...sources.slice(0, 1)].join(", ");

function costs(document: PlanDocument, page: Page): string[] {
  const label = (text: string): string => page.paint("cyan", text);
  const lines = layOut(costRows(document), page.width, { branch: String, label, part: String });
  return [page.paint("bold", "costs"), ...lines, "", ...pairs(costTotals(document), page), ""];
}

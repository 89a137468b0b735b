import { resourceType, shortType, type Recording } from "../../../offline";
import { brokenIn, partsOfKey, type PlanDocument, type PlannedFinding, type PlannedFlow } from "../document";
import type { StagePlan } from "../stage-plan";
import { heading, layOut, type Row } from "./columns";
import { costRows, costTotals } from "./costs";
import { isInternet, ports } from "./details";
import { networkPicture } from "./network";
import { ResourceIndex } from "./resource-view";
import type { Page } from "./style";
import { DELETION_PROTECTION, treeOf } from "./tree";
import { count, words } from "./words";

export type { Page };

const INDENT = { branch: "  ", below: "  " } as const;

export function report({ title, recording, document }: StagePlan, page: Page): string {
  const { project, region } = document;
  return [
    ...heading(title, `${project} in ${region}, offline plan (no AWS account used)`, page),
    "",
    ...networkPicture(recording, page),
    ...tree(recording, page),
    ...outputs(recording, page),
    ...access(document, page),
    ...findings(document, page),
    ...costs(document, page),
    ...totals(recording, page),
  ].join("\n");
}

/**
 * The next steps after reading a plan.
 * @param asCommitted whether the plan uses the settings of the stage file
 */
export function nextSteps(stage: string, asCommitted: boolean, page: Page): string {
  const preview = `pulumi preview --stack ${stage}`;
  const steps = asCommitted
    ? {
        [`npm run local -- ${stage}`]: "deploy the stage to a local AWS emulator, without an account",
        [preview]: "see what would change in your account",
      }
    : {
        [`pulumi config set --stack ${stage} KEY VALUE`]: `for each --set, which is not in Pulumi.${stage}.yaml; --path for a part`,
        [preview]: "see what would change in your account",
      };
  return [page.paint("bold", "next"), ...pairs(Object.entries(steps), page), ""].join("\n");
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
  const violations = brokenIn(all);
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
  return [page.paint("bold", "cost"), ...lines, "", ...pairs(costTotals(document), page), ""];
}

function totals(recording: Recording, page: Page): string[] {
  const resources = recording.resources.filter(({ custom }) => custom);
  const components = count(recording.resources.length - resources.length - 1, "component");
  const locked = resources.filter(({ options }) => options.protect === true).length;
  const texts = [
    ["resources", `${resources.length} in ${components}, ${locked === 0 ? "none" : locked} with deletion protection`],
    ["open to the internet", openToInternet(recording).join(", ") || "nothing"],
    ["Elastic IPs", elasticIps(recording)],
  ] as const;
  return [page.paint("bold", "total"), ...pairs(texts, page), ""];
}

/** How much of the account's quota the stage uses, now and during a NAT switch. */
function elasticIps({ resources }: Recording): string {
  const addresses = resources.filter(({ type }) => shortType(type) === "aws.ec2.Eip");
  const ofNat = addresses.filter(({ parent }) => parent?.includes(":network:Nat::"));
  if (ofNat.length === 0) return String(addresses.length);
  const peak = addresses.length + ofNat.length;
  return `${addresses.length}, ${peak} during a NAT switch; AWS's default quota is 5 per region`;
}

function openToInternet(recording: Recording): string[] {
  const index = new ResourceIndex(recording);
  return recording.resources
    .filter(({ type }) => shortType(type) === "aws.vpc.SecurityGroupIngressRule")
    .map((resource) => index.view(resource))
    .filter(isInternet)
    .map((rule) => `${ports(rule)} of ${rule.role("securityGroupId") ?? "a security group"}`);
}

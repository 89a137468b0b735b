import { shortType, type Recording } from "../../../offline";
import type { StagePlan } from "../stage-plan";
import type { PlanDocument } from "../document";
import { layOut } from "./columns";
import { accessRows } from "./access";
import { costRows, costTotals } from "./costs";
import { findingRows } from "./findings";
import { heading } from "./heading";
import { peer, ports } from "./kinds";
import { Looks } from "./look";
import type { Paint } from "./style";
import { topology } from "./topology";
import { treeOf } from "./tree";
import { count, words } from "./words";

/** Severities, which only what must be put right bears. */
const SERIOUS: readonly string[] = ["critical", "high", "medium", "low"];

/** How wide a report may be and how it is marked up. */
export interface Page {
  readonly width: number;
  readonly paint: Paint;
}

/** What a stage would be, as text. */
export function report({ title: stage, recording, document }: StagePlan, page: Page): string {
  const { project, region } = document;
  return [
    ...heading(stage, `${project} in ${region}, planned without contacting anything`, page),
    "",
    ...topology(recording, page),
    ...tree(recording, page),
    ...outputs(recording, page),
    ...access(document, page),
    ...findings(document, page),
    ...costs(document, page),
    ...totals(recording, page),
  ].join("\n");
}

/**
 * What one does after reading the plan of a stage.
 * @param asCommitted whether the plan was of the stage as its file says
 */
export function nextSteps(stage: string, asCommitted: boolean, { width, paint }: Page): string {
  const preview = `pulumi preview --stack ${stage}`;
  const steps = asCommitted
    ? {
        [`npm run local -- ${stage}`]: "the same on an AWS emulator, without an account",
        [preview]: "what it would change in your account",
      }
    : {
        [`pulumi config set --stack ${stage} KEY VALUE`]: `for each setting of --set, which Pulumi.${stage}.yaml does not have; --path for a part`,
        [preview]: "what they would change in your account",
      };
  return [paint("bold", "next"), ...pairs(Object.entries(steps), { width, paint }), ""].join("\n");
}

function tree(recording: Recording, { width, paint }: Page): string[] {
  const style = {
    branch: (text: string): string => paint("dim", text),
    label: (text: string): string => paint("cyan", text),
    part: (text: string): string => text.replace(/\bprotected\b/, (word) => paint("yellow", word)),
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

/** A column of terms beside one of what is said of them. */
function pairs(entries: readonly (readonly [term: string, text: string])[], { width, paint }: Page): string[] {
  const rows = entries.map(([label, text]) => ({ branch: "  ", below: "  ", label, name: "", parts: [text] }));
  return layOut(rows, width, { branch: String, label: (text) => paint("cyan", text), part: String });
}

function access(document: PlanDocument, page: Page): string[] {
  const { paint, width } = page;
  const label = (text: string): string => paint("cyan", text);
  const { unclear } = document.access;
  return [
    ...heading("access", "from rules, routes, addresses and listeners; all else is refused", page),
    ...layOut(accessRows(document), width, {
      branch: String,
      label,
      part: (text, { chain }) => (chain === true ? paint("dim", text) : text),
    }),
    ...unclear.map((text) => `  ${paint("yellow", "not understood")}  ${text}`),
    "",
  ];
}

function findings(document: PlanDocument, page: Page): string[] {
  const { width, paint } = page;
  const label = (text: string): string => paint(SERIOUS.includes(text) ? "red" : "cyan", text);
  return [
    ...heading("rules", "what must hold of a stage; reasons of what is accepted: docs/security.md", page),
    ...layOut(findingRows(document), width, { branch: String, label, part: String }),
    "",
  ];
}

function costs(document: PlanDocument, page: Page): string[] {
  const label = (text: string): string => page.paint("cyan", text);
  const lines = layOut(costRows(document), page.width, { branch: String, label, part: String });
  return [page.paint("bold", "cost"), ...lines, "", ...pairs(costTotals(document), page), ""];
}

function totals(recording: Recording, page: Page): string[] {
  const resources = recording.resources.filter(({ custom }) => custom);
  const components = recording.resources.length - resources.length - 1;
  const guarded = resources.filter(({ options }) => options.protect === true).length;
  const texts = [
    [
      "resources",
      `${resources.length} in ${count(components, "component")}, ${guarded === 0 ? "none" : guarded} protected`,
    ],
    ["open to anyone", openToAnyone(recording).join(", ") || "nothing"],
    ["Elastic IPs", elasticIps(recording)],
  ] as const;
  return [page.paint("bold", "total"), ...pairs(texts, page), ""];
}

/** How many addresses of the account's quota the stage takes, at most while the NAT is of two kinds at once. */
function elasticIps({ resources }: Recording): string {
  const made = resources.filter(({ type }) => shortType(type) === "aws.ec2.Eip");
  const ofNat = made.filter(({ parent }) => parent?.includes(":network:Nat::"));
  if (ofNat.length === 0) return String(made.length);
  const peak = made.length + ofNat.length;
  return `${made.length}, and ${peak} while the NAT changes its kind; AWS allows 5 per region unless asked for more`;
}

/** What the whole world may send, and to whom. */
function openToAnyone(recording: Recording): string[] {
  const looks = new Looks(recording);
  return recording.resources
    .filter(({ type }) => shortType(type) === "aws.vpc.SecurityGroupIngressRule")
    .map((resource) => looks.at(resource))
    .filter((rule) => peer(rule).startsWith("anyone"))
    .map((rule) => `${ports(rule)} of ${rule.role("securityGroupId") ?? "a security group"}`);
}

import { resourceType } from "../../../offline";
import type { PlanComparison } from "../comparison";
import {
  INTERNET,
  openingsOf,
  replacedIn,
  type PlanDifference,
  type PlanDocument,
  type PlannedResource,
} from "../document";
import type { StagePlan } from "../stage-plan";
import { summaryOf } from "../summary";
import { signed, sumOf } from "./costs";
import { labelOf, nameOf } from "./difference";
import { DELETION_PROTECTION } from "./tree";
import { count } from "../words";

/** The columns of a table with what a reviewer asks first. */
export const GLANCE = ["stage", "USD/month", "open to the internet", "replaced", "deleted", "violations"] as const;

/** More names make a row that is hard to read; all differences follow it anyway. */
const MOST_NAMES = 4;

/** A row for each comparison, and for each plan without one. */
export function glanceRows(plans: readonly StagePlan[], comparisons: readonly PlanComparison[]): string[][] {
  const compared = comparisons.map((comparison) => comparedRow(comparison));
  const others = plans.filter(
    ({ document }) => !comparisons.some(({ before, after }) => [before, after].includes(document)),
  );
  return [...compared, ...others.map(({ title, document }) => plainRow(title, document))];
}

function comparedRow({ from, to, before, after, difference }: PlanComparison): string[] {
  // What one stage has and another has not is not deployed.
  const isDeployed = before.stage === after.stage;
  const list = (resources: readonly PlannedResource[], others: readonly string[] = []): string =>
    isDeployed ? names(resources, others) : "–";
  const { totals } = difference;
  return [
    from === `the earlier ${after.stage}` ? to : `${from} → ${to}`,
    money(totals),
    openings(totals, after),
    list(replacedIn(after, difference.changed), isRollout(difference) ? ["all web servers (rollout)"] : []),
    list(difference.removed.filter(({ component }) => !component)),
    totals.before.broken === totals.after.broken
      ? String(totals.after.broken)
      : `${totals.before.broken} → ${totals.after.broken}`,
  ];
}

function plainRow(title: string, document: PlanDocument): string[] {
  const { costs, violations } = summaryOf(document);
  const open = openingsOf(document).map(({ traffic, to, from }) => brief(`${traffic} on ${to} to ${from}`));
  const usd = sumOf(costs.total, costs.unknown);
  return [title, usd, withUnclear(open.join("; ") || "nothing", document), "–", "–", String(violations)];
}

function money({ before, after }: PlanDifference["totals"]): string {
  const [was, is] = [before, after].map(({ usd, more }) => sumOf(usd, more));
  if (was === is) return `${is ?? ""}, as before`;
  return `${was ?? ""} → ${is ?? ""} (${signed({ min: after.usd.min - before.usd.min, max: after.usd.max - before.usd.max })})`;
}

function openings({ before, after }: PlanDifference["totals"], document: PlanDocument): string {
  const [was, is] = [before.open.map(brief), after.open.map(brief)];
  const opened = is.filter((line) => !was.includes(line)).map((line) => `opened: ${line}`);
  const closed = was.filter((line) => !is.includes(line)).map((line) => `closed: ${line}`);
  return withUnclear([...opened, ...closed].join("; ") || `${is.join("; ") || "nothing"}, as before`, document);
}

/** The column's title says the rest. */
const brief = (opening: string): string => opening.replace(` to ${INTERNET}`, "");

/** More may be open than the analysis can tell. */
function withUnclear(text: string, { access: { unclear } }: PlanDocument): string {
  return unclear.length === 0 ? text : `${text}; ${count(unclear.length, "part")} could not be analyzed`;
}

/** A new version of the launch template. */
function isRollout({ changed }: PlanDifference): boolean {
  return changed.some(
    ({ resource, properties }) =>
      resource.type === "aws.ec2.LaunchTemplate" && properties.some(({ key }) => !key.startsWith("tags.")),
  );
}

/** The most important by name: what is protected, then what has a network interface or a price. */
function names(resources: readonly PlannedResource[], others: readonly string[]): string {
  const ordered = resources.toSorted((a, b) => weight(a) - weight(b));
  const shown = [...others, ...ordered.slice(0, MOST_NAMES).map(nameIn)];
  const more = ordered.length - MOST_NAMES;
  if (shown.length === 0) return "none";
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

function weight({ type, protected: isProtected }: PlannedResource): number {
  const { subnets, cost } = resourceType(type) ?? {};
  if (isProtected) return 0;
  return subnets === undefined ? (cost === "charged" ? 2 : 3) : 1;
}

function nameIn(resource: PlannedResource): string {
  const { key, type, protected: isProtected } = resource;
  const isBuild = type === "aws.ec2.Instance" && key.startsWith("compute:WebImage$");
  const name = `${isBuild ? "build instance" : labelOf(resource)} ${nameOf(resource)}`;
  return isProtected ? `${name} (${DELETION_PROTECTION})` : name;
}

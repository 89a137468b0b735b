import { compare as compareCosts, type Comparison as CostComparison } from "../../costs";
import { violationsIn, type PlanDocument, type PlannedResource } from "./document";
import { openingsOf } from "./openings";

export interface PlanDifference {
  readonly settings: readonly Changed[];
  readonly added: readonly PlannedResource[];
  readonly removed: readonly PlannedResource[];
  readonly changed: readonly ChangedResource[];
  readonly outputs: readonly Changed[];
  /** By `FROM → TO`. */
  readonly access: readonly Changed[];
  /** By rule, including suppressed findings. */
  readonly findings: readonly Changed[];
  readonly costs: CostComparison;
  readonly totals: { readonly before: PlanTotals; readonly after: PlanTotals };
}

/** A plan in a few numbers. */
interface PlanTotals {
  readonly resources: number;
  /** What is open to the internet or to an address range: `tcp 80, 443 on load-balancer to the internet`. */
  readonly open: readonly string[];
  /** Violations. */
  readonly broken: number;
  /** USD per month, without unknown prices. */
  readonly usd: PlanDocument["costs"]["totals"]["all"];
  /** Charges whose price is unknown; absent without any. */
  readonly more?: PlanDocument["costs"]["more"];
}

/** A value that differs; undefined in the plan without it. */
export interface Changed {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A resource of both plans, as in the later one. */
export interface ChangedResource {
  readonly resource: PlannedResource;
  readonly properties: readonly Changed[];
}

/** Compares two plans. The names of the stages make no difference: each has its own `vpc-SERVICE-STAGE`. */
export function comparePlans(before: PlanDocument, after: PlanDocument): PlanDifference {
  const [old, now] = [withoutStage(before), withoutStage(after)];
  const [oldByKey, nowByKey] = [byKey(old.resources), byKey(now.resources)];
  return {
    settings: changes(valuesOf(old.settings), valuesOf(now.settings)),
    added: after.resources.filter(({ key }) => !oldByKey.has(key)),
    removed: before.resources.filter(({ key }) => !nowByKey.has(key)),
    changed: after.resources.flatMap((resource) => {
      const [was, is] = [oldByKey.get(resource.key), nowByKey.get(resource.key)];
      const properties = was === undefined || is === undefined ? [] : changes(allOf(was), allOf(is));
      return properties.length === 0 ? [] : [{ resource, properties }];
    }),
    outputs: changes(old.outputs, now.outputs),
    access: changes(trafficOf(before), trafficOf(after)),
    findings: changes(findingsOf(before), findingsOf(after)),
    costs: compareCosts(before.costs, after.costs),
    totals: { before: totalsOf(before), after: totalsOf(after) },
  };
}

function totalsOf({ resources, access, findings, costs }: PlanDocument): PlanTotals {
  const openings = openingsOf({ resources, access });
  return {
    open: openings.map(({ traffic, to, from }) => `${traffic} on ${to} to ${from}`),
    resources: resources.filter(({ component }) => !component).length,
    broken: violationsIn(findings).length,
    usd: costs.totals.all,
    ...(costs.more.length > 0 ? { more: costs.more } : {}),
  };
}

export function isEmpty(difference: PlanDifference): boolean {
  const { settings, added, removed, changed, outputs, access, findings, costs } = difference;
  return [settings, added, removed, changed, outputs, access, findings, costs.differences].every(
    (list: readonly unknown[]) => list.length === 0,
  );
}

function byKey(resources: readonly PlannedResource[]): ReadonlyMap<string, PlannedResource> {
  return new Map(resources.map((resource) => [resource.key, resource]));
}

function valuesOf(settings: PlanDocument["settings"]): Record<string, string> {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

function trafficOf({ access }: PlanDocument): Record<string, string> {
  return Object.fromEntries(access.allowed.map(({ from, to, traffic }) => [`${from} → ${to}`, traffic.join(", ")]));
}

/** By policy: its violations, or only that its findings are suppressed, regardless of their number. */
function findingsOf({ findings }: PlanDocument): Record<string, string> {
  const words: Record<string, string> = {};
  for (const { rule, status, resource, text } of findings) {
    const known = words[rule];
    if (status === "accepted") words[rule] = known ?? "suppressed";
    else words[rule] = [...(known === undefined ? [] : [known]), `${resource}: ${text}`].join("; ");
  }
  return words;
}

function allOf({ properties, protected: isProtected }: PlannedResource): Record<string, string> {
  return { ...properties, ...(isProtected ? { "deletion protection": "on" } : {}) };
}

function changes(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Changed[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .map((key) => ({ key, before: before[key], after: after[key] }));
}

/** A plan with `STAGE` in place of the stage's name. */
function withoutStage(plan: PlanDocument): PlanDocument {
  const word = new RegExp(`(?<![a-z0-9])${plan.stage}(?![a-z0-9])`, "g");
  const masked = (text: string): string => text.replace(word, "STAGE");
  const maskedAll = (values: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, masked(value)]));
  return {
    ...plan,
    settings: plan.settings.map((setting) => ({ ...setting, value: masked(setting.value) })),
    resources: plan.resources.map((resource) => ({
      ...resource,
      name: masked(resource.name),
      properties: maskedAll(resource.properties),
    })),
    outputs: maskedAll(plan.outputs),
  };
}

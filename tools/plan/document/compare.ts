import { compare as compareCosts, type Comparison as CostComparison } from "../../costs";
import type { PlanDocument, PlannedResource } from "./document";
import { brokenIn } from "./findings";

/** What is different between two plans. */
export interface PlanDifference {
  readonly settings: readonly Changed[];
  readonly added: readonly PlannedResource[];
  readonly removed: readonly PlannedResource[];
  readonly changed: readonly ChangedResource[];
  readonly outputs: readonly Changed[];
  /** By `FROM → TO`. */
  readonly access: readonly Changed[];
  /** By rule; accepted ones too, since a reason does not make them good. */
  readonly findings: readonly Changed[];
  readonly costs: CostComparison;
  /** Both side by side. */
  readonly totals: { readonly before: PlanTotals; readonly after: PlanTotals };
}

/** A plan in a few numbers. */
export interface PlanTotals {
  readonly resources: number;
  /** Pairs of which one can reach the other. */
  readonly ways: number;
  /** Findings that must be put right. */
  readonly broken: number;
  /** USD a month, without what has no known price. */
  readonly usd: PlanDocument["costs"]["totals"]["all"];
  /** What has no known price; absent: nothing. */
  readonly more?: PlanDocument["costs"]["more"];
}

/** A thing that is in both plans, with another value; undefined where one of them has none. */
export interface Changed {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A resource that is in both plans, as it is in the later one. */
export interface ChangedResource {
  readonly resource: PlannedResource;
  readonly properties: readonly Changed[];
}

/**
 * Compares two plans. Of two stages, what differs only by the stage's own name in it is the same: each has its own
 * `vpc-SERVICE-STAGE`.
 */
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
  return {
    resources: resources.filter(({ component }) => !component).length,
    ways: access.allowed.length,
    broken: brokenIn(findings).length,
    usd: costs.totals.all,
    ...(costs.more.length > 0 ? { more: costs.more } : {}),
  };
}

/** Whether two plans are the same. */
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

/** By rule: where it is broken, or only that it is accepted, which does not become worse with more resources. */
function findingsOf({ findings }: PlanDocument): Record<string, string> {
  const words: Record<string, string> = {};
  for (const { rule, status, resource, text } of findings) {
    const known = words[rule];
    if (status === "accepted") words[rule] = known ?? "accepted";
    else words[rule] = [...(known === undefined ? [] : [known]), `${resource}: ${text}`].join("; ");
  }
  return words;
}

function allOf({ properties, protected: isProtected }: PlannedResource): Record<string, string> {
  return { ...properties, ...(isProtected ? { protected: "yes" } : {}) };
}

function changes(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Changed[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .map((key) => ({ key, before: before[key], after: after[key] }));
}

/** A plan with `STAGE` for the stage's name wherever it stands as a word. */
function withoutStage(plan: PlanDocument): PlanDocument {
  const word = new RegExp(`(?<![a-z0-9])${plan.stage}(?![a-z0-9])`, "g");
  const veiled = (text: string): string => text.replace(word, "STAGE");
  const veiledAll = (values: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, veiled(value)]));
  return {
    ...plan,
    settings: plan.settings.map((setting) => ({ ...setting, value: veiled(setting.value) })),
    resources: plan.resources.map((resource) => ({
      ...resource,
      name: veiled(resource.name),
      properties: veiledAll(resource.properties),
    })),
    outputs: veiledAll(plan.outputs),
  };
}

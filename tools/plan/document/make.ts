import { originsOf, schema, type Origin } from "../../../config";
import { graphOfRecording } from "../../../policy/from-recording";
import type { Estimate } from "../costs";
import { shortType, type RecordedResource, type Recording, type Value } from "../engine";
import { Looks } from "../render/look";
import { SECRET_TEXT, words } from "../render/words";
import type { StageConfig } from "../stage-file";
import { accessOf } from "./access";
import { plannedFindings } from "./findings";
import type { PlanDocument, PlannedCosts, PlannedResource, PlannedSetting } from "./document";
import { flatProperties } from "./properties";

/** The plan of a recorded run as plain data. */
export function documentOf(recording: Recording, stageConfig: StageConfig, costs: Estimate): PlanDocument {
  const { project, stage, outputs } = recording;
  const graph = graphOfRecording(recording);
  return {
    format: 1,
    project,
    stage,
    region: stageConfig.config["aws:region"] ?? "",
    settings: settingsOf(project, stageConfig),
    resources: resourcesOf(recording),
    outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, words(value)])),
    access: accessOf(graph),
    findings: plannedFindings(graph),
    costs: costsOf(costs),
  };
}

function costsOf({ usage, lines, totals, notCounted, unpriced, unknown, unconfirmed }: Estimate): PlannedCosts {
  return {
    usage,
    lines,
    totals,
    notCounted,
    more: [...unpriced.map(({ what, name }) => `${what} of ${name}`), ...unknown.map(({ name }) => name)],
    unconfirmed: unconfirmed.map(({ what }) => what),
  };
}

function settingsOf(project: string, { config, secretKeys }: StageConfig): PlannedSetting[] {
  const origins = originsOf({ project, values: config });
  return schema.flatMap(({ key, default: fallback }): PlannedSetting[] => {
    const fullKey = `${project}:${key}`;
    const origin: Origin = origins.get(key) ?? "unset";
    const given = config[fullKey];
    const value = given ?? fallback;
    if (origin === "unset" || value === undefined) return [];
    return [{ key, value: secretKeys.includes(fullKey) ? SECRET_TEXT : settingWords(value), origin }];
  });
}

/** Pulumi hands lists and objects over as JSON in text. */
function settingWords(value: unknown): string {
  if (typeof value !== "string") return words(value as Value);
  return /^[[{]/.test(value) ? words(JSON.parse(value) as Value) : words(value);
}

function resourcesOf(recording: Recording): PlannedResource[] {
  const looks = new Looks(recording);
  const [stack, ...resources] = recording.resources;
  return resources.map((resource) => ({
    key: keyOf(resource.urn),
    type: typeOf(resource),
    name: looks.nameOf(resource),
    component: !resource.custom,
    ...(resource.parent === undefined || resource.parent === stack?.urn ? {} : { parent: keyOf(resource.parent) }),
    protected: resource.options.protect === true,
    properties: resource.custom ? flatProperties(resource) : {},
    dependsOn: resource.dependencies.map(keyOf).sort(),
  }));
}

function typeOf({ type, custom }: RecordedResource): string {
  return custom ? shortType(type) : type.slice(type.indexOf(":") + 1);
}

/** A URN without the stack's and the project's name, which differ between stages. */
function keyOf(urn: string): string {
  const [types = "", name = ""] = urn.split("::").slice(2);
  return `${types
    .split("$")
    .map((type) => (type.startsWith("minimal") ? type.slice(type.indexOf(":") + 1) : shortType(type)))
    .join("$")}::${name}`;
}

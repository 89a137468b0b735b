import { definitions, valueSources, type Described, type ValueSource } from "../../../config";
import { graphOfRecording } from "../../../policy/from-recording";
import type { Estimate } from "../../costs";
import { isValues, shortType, type RecordedResource, type Recording, type Value, type Values } from "../../../offline";
import { ResourceIndex } from "../render/resource-view";
import { SECRET_TEXT, words } from "../render/words";
import type { StageConfig } from "../../../offline/stage-file/stage-file";
import { accessOf } from "./access";
import { plannedFindings } from "./findings";
import type { PlanDocument, PlannedCosts, PlannedResource, PlannedSetting } from "./document";
import { keyOf } from "./key";
import { flat, flatProperties } from "./properties";

/** The plan of a recorded run as plain data. */
export function documentOf(recording: Recording, stageConfig: StageConfig, costs: Estimate): PlanDocument {
  const { project, stage, outputs } = recording;
  const graph = graphOfRecording(recording);
  return {
    format: 1,
    project,
    stage,
    region: stageConfig.config["aws:region"] ?? "",
    settings: settingsOf(recording, stageConfig),
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
    more: [
      ...unpriced.map(({ what, detail, name }) => `${[what, detail].join(" ").trim()} of ${name}`),
      ...unknown.map(({ name }) => name),
    ],
    unconfirmed: unconfirmed.map(({ what }) => what),
  };
}

/** How the definitions write a default that is made of the service's and the stage's name. */
const MADE_OF_NAMES = "SERVICE-STAGE";

function settingsOf({ project, stage }: Recording, { config, secretKeys }: StageConfig): PlannedSetting[] {
  const serviceName = config[`${project}:serviceName`] ?? "";
  const origins = valueSources({ project, values: config });
  return Object.entries<Described>(definitions).flatMap(([key, definition]): PlannedSetting[] => {
    const fullKey = `${project}:${key}`;
    const origin: ValueSource = origins.get(key) ?? "unset";
    if (secretKeys.includes(fullKey)) return [{ key, value: SECRET_TEXT, origin }];
    const value = inEffect(definition, config[fullKey]);
    if (value === undefined) return [];
    return Object.entries(flat(key, value)).map(([place, text]) => ({
      ...{ key: place, value: text === MADE_OF_NAMES ? `${serviceName}-${stage}` : text },
      origin: origins.get(place) ?? origin,
    }));
  });
}

/** A setting's value, the parts of an object filled up with their defaults; undefined: there is none. */
function inEffect({ default: fallback }: Described, given: string | undefined): Value | undefined {
  if (given === undefined) return fallback as Value | undefined;
  // Pulumi hands lists and objects over as JSON in text.
  const value = /^[[{]/.test(given) ? (JSON.parse(given) as Value) : given;
  // A certificate that exists already has no other parts.
  if (!isValues(value) || !isValues(fallback as Value) || "arn" in value) return value;
  return { ...(fallback as Values), ...value };
}

function resourcesOf(recording: Recording): PlannedResource[] {
  const index = new ResourceIndex(recording);
  const [stack, ...resources] = recording.resources;
  return resources.map((resource) => ({
    key: keyOf(resource.urn),
    type: typeOf(resource),
    name: index.nameOf(resource),
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

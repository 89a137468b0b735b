import { definitions, NAMESPACE, valueSources, type Described, type ValueSource } from "../../../config";
import { isValues, shortType, type RecordedResource, type Recording, type Value, type Values } from "../../../offline";
import type { StageConfig } from "../../../offline/stage-file/stage-file";
import { graphOfRecording } from "../../../policy/from-recording";
import type { Graph } from "../../../policy/graph";
import { analyze, describeRelation, describeTraffic } from "../../../policy/reachability";
import { evaluate } from "../../../policy/rules";
import type { Estimate } from "../../costs";
import { ResourceIndex } from "../resource-view";
import { SECRET_TEXT, words } from "../words";
import {
  violationsIn,
  type PlanDocument,
  type PlannedAccess,
  type PlannedCosts,
  type PlannedFinding,
  type PlannedResource,
  type PlannedSetting,
} from "./document";
import { flat, flatProperties, keyOf } from "./properties";

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
    findings: findingsOf(graph),
    costs: costsOf(costs),
  };
}

/** The default of a setting that contains the service's and the stage's name, in the schema. */
const NAME_TEMPLATE = "SERVICE-STAGE";

function settingsOf({ stage }: Recording, { config, secretKeys }: StageConfig): PlannedSetting[] {
  const serviceName = config[`${NAMESPACE}:serviceName`] ?? "";
  const origins = valueSources({ project: NAMESPACE, values: config });
  return Object.entries<Described>(definitions).flatMap(([key, definition]): PlannedSetting[] => {
    const fullKey = `${NAMESPACE}:${key}`;
    const origin: ValueSource = origins.get(key) ?? "unset";
    if (secretKeys.includes(fullKey)) return [{ key, value: SECRET_TEXT, origin }];
    const value = inEffect(definition, config[fullKey]);
    if (value === undefined) return [];
    return Object.entries(flat(key, value)).map(([part, text]) => ({
      ...{ key: part, value: text === NAME_TEMPLATE ? `${serviceName}-${stage}` : text },
      origin: origins.get(part) ?? origin,
    }));
  });
}

/** A setting's value, the parts of an object filled up with their defaults; undefined: there is none. */
function inEffect({ default: fallback }: Described, given: string | undefined): Value | undefined {
  if (given === undefined) return fallback as Value | undefined;
  // Pulumi passes lists and objects as JSON.
  const value = /^[[{]/.test(given) ? (JSON.parse(given) as Value) : given;
  // An existing certificate has no other parts.
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

function accessOf(graph: Graph): PlannedAccess {
  const reachability = analyze(graph);
  const ids = reachability.endpoints.map(({ id }) => id);
  const relations = ids.flatMap((from) => ids.map((to) => reachability.between(from, to)));
  return {
    allowed: relations
      .filter(({ flows }) => flows.length > 0)
      .map((relation) => ({
        from: relation.from,
        to: relation.to,
        traffic: describeRelation(relation),
        flows: relation.flows.map(({ traffic, through, via }) => ({
          traffic: describeTraffic(traffic),
          through,
          via: via.map(({ text, resources }) => ({ text, resources: resources.map(keyOf) })),
        })),
      })),
    unclear: reachability.unclear.map(({ text }) => text),
  };
}

/** The findings of all policies, violations first. */
function findingsOf(graph: Graph): PlannedFinding[] {
  const findings = evaluate(graph).map(
    ({ rule: { id, title, severity, sources }, resource, text, status, reason }): PlannedFinding => ({
      rule: id,
      title,
      severity,
      sources,
      status,
      resource: resource.name,
      text,
      ...(reason === undefined ? {} : { reason }),
    }),
  );
  const violations = violationsIn(findings);
  return [...violations, ...findings.filter((finding) => !violations.includes(finding))];
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

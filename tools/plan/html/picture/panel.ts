import { describeRelation, type Reachability } from "../../../../policy/reachability";
import { resourceLabel, resourceType, shortType, type RecordedResource } from "../../../../offline";
import { groupsOf } from "../../../costs";
import { keyOf } from "../../document";
import { detailsOf } from "../../render/details";
import { ResourceIndex } from "../../resource-view";
import { nextSteps } from "../../next-steps";
import type { StagePlan } from "../../stage-plan";
import { TEXTS } from "../../texts";
import { folded, html, named, table, type Content, type Markup } from "../markup";
import { sumOf } from "../sums";
import type { Texts } from "../texts";
import { icon } from "./icons";
import { subnetNumber } from "./draw";
import { findingsOf } from "./findings";
import { withServices } from "./ports";
import type { Reach } from "./reach";
import type { Scene, Thing } from "./model";
import { labelOf, withLabels } from "./scene";
import { subnetArticle } from "./subnet";

/** The details of all things of a picture, of which the page shows one at a time. */
export function panel(
  plan: StagePlan,
  scene: Scene,
  reachability: Reachability,
  reach: Reach,
  id: string,
  texts: Texts,
): Markup {
  const { title, hint } = texts.panel;
  return html`<div
    class="panel"
    id="${id}-panel"
    role="region"
    aria-label="${title}: ${plan.document.stage}"
    tabindex="0"
  >
    <div class="hint">
      <p>${hint}</p>
      <h4>${texts.summary.next}</h4>
      ${steps(plan, texts)}
    </div>
    ${scene.things.map(
      (thing) =>
        html`<article id="${id}-thing-${reach.numberOf(thing.id)}" hidden>
          <h3>${icon(thing.kind)} ${thing.title}<button type="button" class="close">${texts.panel.close}</button></h3>
          ${thing.name === undefined ? undefined : html`<p>${named(thing.name)}</p>`}
          ${sections(plan, scene, thing, reachability, texts)}
        </article> `,
    )}
    ${scene.subnets.map((subnet, index) => subnetArticle(subnet, subnetNumber(index, scene), { plan, scene, id, texts }))}
  </div>`;
}

/** The commands that follow the plan. */
function steps({ sets, document: { stage, project } }: StagePlan, { language }: Texts): Content {
  return nextSteps(stage, TEXTS[language], { sets, project }).map(
    ([command, effect]) => html`<p><code>${command}</code><br />${effect}</p>`,
  );
}

function sections(
  { recording, document }: StagePlan,
  scene: Scene,
  thing: Thing,
  reachability: Reachability,
  texts: Texts,
): Content {
  const own = ownResources(thing, scene, recording.resources);
  const names = new Set(own.map(({ name }) => name));
  const urns = new Set(own.map(({ urn }) => urn));
  const findings = document.findings.filter(({ resource }) => names.has(resource));
  return [
    traffic(thing, scene, reachability, texts),
    own.length === 0
      ? undefined
      : costs(
          document.costs.lines.filter(({ urn }) => urns.has(urn)),
          texts,
        ),
    properties(thing, own, new ResourceIndex(recording), texts),
    securityGroups(own, recording, texts),
    own.length === 0 ? undefined : findingsOf(findings, texts),
    raw(thing, document.resources, texts),
  ];
}

function costs(lines: StagePlan["document"]["costs"]["lines"], texts: Texts): Content {
  const { panel: words } = texts;
  if (lines.length === 0) return [html`<h4>${words.cost}</h4>`, html`<p>${words.free}</p>`];
  return html`<h4>${words.cost}</h4>
    <dl class="figures">
      ${groupsOf(lines).map(
        ({ what, detail, usd, lines: { length } }) =>
          html`<div>
            <dt>${[what, detail, length > 1 ? `× ${length}` : ""].filter(Boolean).join(" ")}</dt>
            <dd>${usd === undefined ? words.unknownPrice : sumOf(usd, texts)}</dd>
          </div>`,
      )}
    </dl>`;
}

/** A thing's resource with those of its component; where a component has several things, with those of its name. */
function ownResources({ resource }: Thing, { things }: Scene, all: readonly RecordedResource[]): RecordedResource[] {
  if (resource === undefined) return [];
  const isAlone = things.filter((thing) => thing.resource?.parent === resource.parent).length < 2;
  const isShared = resource.parent?.includes(":network:Vpc::") === true;
  const others = all.filter(
    (other) =>
      other !== resource &&
      other.custom &&
      other.parent === resource.parent &&
      !isShared &&
      (isAlone || other.name === resource.name || other.name.startsWith(`${resource.name}-`)),
  );
  return [resource, ...others];
}

function traffic({ id, kind }: Thing, scene: Scene, reachability: Reachability, { panel: words }: Texts): Content {
  if (kind === "gateway") return html`<p>${words.gateway}</p>`;
  const relations = (title: string, between: (other: string) => readonly [string, string]): Markup => {
    const open = reachability.endpoints.flatMap((other) => {
      const relation = reachability.between(...between(other.id));
      return relation.flows.length === 0
        ? []
        : [[other.id, describeRelation(relation).map((line) => withLabels(withServices(line), scene))] as const];
    });
    return html`<h4>${title}</h4>
      ${
        open.length === 0
          ? html`<p>${words.nothing}</p>`
          : html`<ul>
              ${open.map(([other, lines]) => html`<li><b>${labelOf(other, scene)}</b> ${lines.join("; ")}</li>`)}
            </ul>`
      }`;
  };
  return [relations(words.from, (other) => [other, id]), relations(words.to, (other) => [id, other])];
}

function properties(
  { resource }: Thing,
  own: readonly RecordedResource[],
  index: ResourceIndex,
  { panel: words }: Texts,
): Content {
  if (resource === undefined) return undefined;
  const described = own.flatMap((one) => {
    const details = detailsOf(one.type, index.view(one));
    return details.length === 0 && one !== resource ? [] : [{ one, details }];
  });
  return html`<h4>${words.properties}</h4>
    ${described.map(({ one, details }) =>
      one === resource
        ? html`<ul>
            ${details.map((detail) => html`<li>${detail}</li>`)}
          </ul>`
        : html`<p class="with"><b>${labelIn(index, one)}</b> ${details.join(", ")}</p>`,
    )}`;
}

function labelIn(index: ResourceIndex, resource: RecordedResource): string {
  return resourceLabel(resource.type, (property) => index.view(resource).text(property));
}

/** The rules of the security groups that a thing uses. */
function securityGroups(
  own: readonly RecordedResource[],
  recording: StagePlan["recording"],
  { panel: words }: Texts,
): Content {
  const { resources } = recording;
  const index = new ResourceIndex(recording);
  const used = new Set(own.flatMap(({ propertyDependencies }) => Object.values(propertyDependencies).flat()));
  const groups = resources.filter(({ type, urn }) => shortType(type) === "aws.ec2.SecurityGroup" && used.has(urn));
  return groups.map(
    (group) =>
      html`<h4>${words.securityGroup} ${named(index.nameOf(group))}</h4>
        <ul>
          ${resources
            .filter(({ propertyDependencies }) => propertyDependencies.securityGroupId?.includes(group.urn) === true)
            .map(
              (rule) =>
                html`<li>
                  ${resourceType(rule.type)?.label}: ${withServices(detailsOf(rule.type, index.view(rule)).join(", "))}
                </li>`,
            )}
        </ul>`,
  );
}

/** The resource's inputs as the program sets them. */
function raw({ resource }: Thing, resources: StagePlan["document"]["resources"], { panel: words }: Texts): Content {
  const planned = resource === undefined ? undefined : resources.find(({ key }) => key === keyOf(resource.urn));
  const inputs = Object.entries(planned?.properties ?? {}).filter(([key]) => !key.startsWith("tags"));
  if (inputs.length === 0) return undefined;
  return folded(
    words.inputs,
    table(
      words.inputs,
      [words.input, words.value],
      inputs.map(([key, value]) => [key, value]),
    ),
  );
}

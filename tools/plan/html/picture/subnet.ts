import { detailsOf } from "../../render/details";
import { routesOf, type SubnetView } from "../../render/network";
import { ResourceIndex } from "../../resource-view";
import type { StagePlan } from "../../stage-plan";
import { html, named, table, type Content, type Markup } from "../markup";
import type { Texts } from "../texts";
import { findingsOf } from "./findings";
import type { Scene, SubnetArea } from "./model";
import { labelOf } from "./scene";

interface Context {
  readonly plan: StagePlan;
  readonly scene: Scene;
  readonly id: string;
  readonly texts: Texts;
}

/** The details of a subnet: its routes, what is in it, its properties and policies. */
export function subnetArticle({ title, views }: SubnetArea, number: number, context: Context): Markup {
  const { id, texts } = context;
  return html`<article id="${id}-thing-${number}" hidden>
    <h3>${title}<button type="button" class="close">${texts.panel.close}</button></h3>
    ${views.map((view) => details(view, context))}
  </article> `;
}

function details(view: SubnetView, { plan, scene, texts }: Context): Content {
  const { recording, document } = plan;
  const { panel: words } = texts;
  const index = new ResourceIndex(recording);
  const { resource, routeTable, contents } = view;
  const inside = scene.things.filter((thing) => contents.some((one) => one === thing.resource));
  const names = new Set([resource.name, routeTable?.name]);
  return [
    html`<p>${named(index.nameOf(resource))}</p>
      ${table(
        routeTable === undefined ? words.routes : `${words.routes} (${index.nameOf(routeTable)})`,
        [words.destination, words.target],
        routesOf(view, recording).map(({ destination, target }) => [destination, target]),
      )}
      <h4>${words.contents}</h4>
      ${inside.length === 0 ? html`<p>${words.nothing}</p>` : undefined}
      <ul>
        ${inside.map((thing) => html`<li>${labelOf(thing.id, scene)}</li>`)}
      </ul>
      <h4>${words.properties}</h4>
      <ul>
        ${detailsOf(resource.type, index.view(resource)).map((detail) => html`<li>${detail}</li>`)}
      </ul>`,
    findingsOf(
      document.findings.filter((finding) => names.has(finding.resource)),
      texts,
    ),
  ];
}

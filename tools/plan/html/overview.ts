import { graphOfRecording } from "../../../policy/from-recording";
import { analyze } from "../../../policy/reachability";
import type { StagePlan } from "../stage-plan";
import { ELASTIC_IP_QUOTA, summaryOf, type Summary } from "../summary";
import { html, named, type Content, type Markup } from "./markup";
import { draw } from "./picture/draw";
import { icon, type Glyph } from "./picture/icons";
import { panel } from "./picture/panel";
import { withServices } from "./picture/ports";
import { Reach } from "./picture/reach";
import type { Scene } from "./picture/model";
import { labelOf, sceneOf } from "./picture/scene";
import { sumOf } from "./sums";
import { TEXTS } from "../texts";
import type { Texts } from "./texts";

/** A stage at a glance: its summary, its picture, and the details of what is selected in it. */
export async function overview(plan: StagePlan, id: string, texts: Texts): Promise<Markup> {
  const { recording, document } = plan;
  const { picture } = texts;
  const reachability = analyze(graphOfRecording(recording));
  const scene = sceneOf(recording, document.region, reachability, texts);
  const reach = new Reach(reachability, scene);
  return html`<div class="overview">
    ${summary(summaryOf(document), scene, texts)}
    <figure class="network">
      <p class="sideways quiet" hidden>${picture.scroll}</p>
      <div class="scroll" tabindex="0" role="group" aria-label="${picture.label}">
        ${await draw(scene, reach, id, texts)}
      </div>
      <figcaption>
        <p class="key">
          <span class="out">${picture.legend.out}</span> <span class="in">${picture.legend.in}</span>
          <span class="both">${picture.legend.both}</span>
        </p>
        <p>${picture.omitted}</p>
      </figcaption>
    </figure>
    ${panel(plan, scene, reachability, reach, id, texts)}
  </div>`;
}

function summary(of: Summary, scene: Scene, texts: Texts): Markup {
  const { language, summary: words } = texts;
  const { costs, openings, unclear, violations, suppressed } = of;
  return html`<div class="summary">
    ${card("cost", words.cost, html`<b>${sumOf(costs.total, texts, costs.unknown)}</b> ${words.perMonth}`, [
      html`<dl class="figures">
        ${costs.parts.map(
          ({ part, usd }) =>
            html`<div>
              <dt>${TEXTS[language].parts[part] ?? part}</dt>
              <dd>${sumOf(usd, texts)}</dd>
            </div>`,
        )}
      </dl>`,
    ])}
    ${card(
      "door",
      words.open,
      openings.length === 0 ? html`<b>${words.nothingOpen}</b>` : undefined,
      html`${openings.map(
          ({ from, to, traffic }) =>
            html`<p>
              <b>${withServices(traffic)}</b>
              ${words.to(labelOf(to, scene))}${from === "the internet" ? undefined : [": ", named(from)]}
            </p>`,
        )}
        <p class="quiet">${unclear > 0 ? words.unclear(unclear) : words.nothingElse}</p>`,
    )}
    ${card(
      "shield",
      words.checks,
      html`<b class="${violations > 0 ? "broken" : "fine"}">${words.failed(violations)}</b>`,
      html`<p class="quiet">${words.suppressed(suppressed)}</p>`,
    )}
    ${card(
      "size",
      words.size,
      html`<b>${words.resources(of.resources)}</b>`,
      html`<p class="quiet">
        ${words.zones(of.zones.length)}, ${words.addresses(of.elasticIps.now, ELASTIC_IP_QUOTA)}
      </p>`,
    )}
  </div>`;
}

function card(glyph: Glyph, title: string, figure: Content, content: Content): Markup {
  return html`<div class="card">
    <h3>${icon(glyph)} ${title}</h3>
    ${figure === undefined ? undefined : html`<p class="big">${figure}</p>`} ${content}
  </div> `;
}

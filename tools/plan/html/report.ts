import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanComparison } from "../comparison";
import type { StagePlan } from "../stage-plan";
import { comparisonSection } from "./comparison";
import { html, Markup, type Content } from "./markup";
import { overview } from "./overview";
import { sprite } from "./picture/icons";
import { checks, costs, outputs, resources, settings, traffic } from "./sections";
import type { Language } from "../texts";
import { ENGLISH } from "./english";
import { JAPANESE } from "./japanese";
import type { Section, Texts } from "./texts";

const TEXTS: Readonly<Record<Language, Texts>> = { en: ENGLISH, ja: JAPANESE };

/** Plans as one file, which needs no network and no other file: comparisons first, then stage by stage. */
export async function htmlReport(
  plans: readonly StagePlan[],
  comparisons: readonly PlanComparison[],
  language: Language = "en",
): Promise<string> {
  const texts = TEXTS[language];
  const style = ["page.css", "picture.css", "media.css"].map(inlined).join("");
  const script = inlined("page.js");
  // Only these two texts run or style, and nothing is fetched, even if a name or a setting contains markup.
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const { page: words } = texts;
  const title = words.title(plans.map(({ document }) => document.stage));
  const page = html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${new Markup(`<style>${style}</style>`)}
      </head>
      <body>
        ${sprite()}
        <header>
          <h1>${title}</h1>
          <p>
            ${words.subtitle(plans[0]?.document.project ?? "")}<span id="written" data-word="${words.written}"></span>
          </p>
        </header>
        ${navigation(plans, comparisons.length > 0, texts)}
        <main>
          ${comparisons.length === 0 ? undefined : comparisonsSection(comparisons, texts)}
          ${await Promise.all(plans.map((plan, index) => stageSection(plan, `stage-${index}`, texts)))}
        </main>
        ${new Markup(`<script>${script}</script>`)}
      </body>
    </html> `;
  return page.text;
}

type Part = (plan: StagePlan, texts: Texts) => Content;

/** The parts of a stage below its overview: beside each other, and as rows that open to the full width. */
const COLUMNS: readonly (readonly [Section, Part])[] = [
  ["costs", costs],
  ["settings", settings],
];
const ROWS: readonly (readonly [Section, Part])[] = [
  ["checks", checks],
  ["traffic", traffic],
  ["resources", resources],
  ["outputs", outputs],
];

const SECTIONS = [...COLUMNS, ...ROWS].map(([name]) => name);

function navigation(plans: readonly StagePlan[], isCompared: boolean, texts: Texts): Markup {
  const { page: words, sections, comparison } = texts;
  return html`<div class="bar">
    <nav aria-label="${words.contents}">
      <ul>
        ${isCompared ? html`<li class="top"><a href="#comparison">${comparison.title}</a></li>` : undefined}
        ${plans.map(({ document }, index) => [
          html`<li class="top"><a href="#stage-${index}">${document.stage}</a></li>`,
          SECTIONS.map((name) => html`<li><a href="#stage-${index}-${name}">${sections[name]}</a></li>`),
        ])}
      </ul>
    </nav>
    <div class="search" role="search">
      <input type="search" aria-label="${words.search}" placeholder="${words.search}" autocomplete="off" />
      <div class="results" hidden data-word="${words.found}">
        <p role="status"></p>
        <ul></ul>
      </div>
    </div>
  </div>`;
}

/** The title names the plans; several comparisons have a title each. */
function comparisonsSection(comparisons: readonly PlanComparison[], texts: Texts): Markup {
  const { title, from } = texts.comparison;
  const titles = comparisons.map((one) => from(one.from, one.to));
  const isOne = comparisons.length === 1;
  return section("comparison", isOne ? `${title} ${titles.join("")}` : title, [
    comparisons.map((one, index) => [
      isOne ? undefined : html`<h3>${titles[index]}</h3>`,
      comparisonSection(one, texts),
    ]),
  ]);
}

async function stageSection(plan: StagePlan, id: string, texts: Texts): Promise<Markup> {
  const { document } = plan;
  const part = ([name, content]: readonly [Section, Part]): Markup =>
    html`<section id="${id}-${name}" aria-labelledby="${id}-title ${id}-${name}-title">
      <h3 id="${id}-${name}-title">${texts.sections[name]}</h3>
      <div>${content(plan, texts)}</div>
    </section> `;
  const sets = plan.title.slice(document.stage.length).trim();
  return section(id, texts.page.stage(document.stage, document.region), [
    sets === "" ? undefined : html`<p class="sets">${sets}</p> `,
    await overview(plan, id, texts),
    html`<div class="columns">${COLUMNS.map(part)}</div>
      <div class="rows">${ROWS.map(part)}</div>`,
  ]);
}

function section(id: string, title: string, content: Content): Markup {
  return html`<section class="stage" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section> `;
}

const inlined = (file: string): string => readFileSync(join(__dirname, "page", file), "utf8");

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { graphOfRecording } from "../../../policy/from-recording";
import { analyze } from "../../../policy/reachability";
import type { Comparison } from "../comparison";
import type { StagePlan } from "../stage-plan";
import { html, Markup, type Content } from "./markup";
import { draw } from "./picture/draw";
import { sceneOf } from "./picture/scene";
import { access, costs, differences, findings, outputs, resources, settings } from "./sections";

/** Plans as one file, which needs no network and no other file. */
export async function htmlReport(plans: readonly StagePlan[], comparisons: readonly Comparison[]): Promise<string> {
  const [style, script] = [inlined("page.css"), inlined("page.js")];
  // Only these two texts run or style, and nothing is fetched, even if a name or a setting contains markup.
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const title = `Plan of ${plans.map(({ document }) => document.stage).join(" and ")}`;
  const links = plans.map((plan, index) => html`<li><a href="#stage-${index}">${plan.document.stage}</a></li>`);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${new Markup(`<style>${style}</style>`)}
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>${plans[0]?.document.project}, offline plan of the real program (no AWS account used)</p>
          <nav aria-label="Stages">
            <ul>
              ${links}${comparisons.length === 0 ? undefined : html`<li><a href="#differences">differences</a></li>`}
            </ul>
          </nav>
        </header>
        <main>
          ${await Promise.all(plans.map(stageSection))}
          ${comparisons.length === 0 ? undefined : section("differences", "Differences", comparisons.map(differences))}
        </main>
        ${new Markup(`<script>${script}</script>`)}
      </body>
    </html> `;
  return page.text;
}

const PARTS: readonly (readonly [title: string, content: (plan: StagePlan) => Content])[] = [
  ["Access", access],
  ["Policies", findings],
  ["Costs", costs],
  ["Resources", resources],
  ["Settings", settings],
  ["Outputs", outputs],
];

async function stageSection(plan: StagePlan, index: number): Promise<Markup> {
  const id = `stage-${index}`;
  const { recording, document } = plan;
  const reachability = analyze(graphOfRecording(recording));
  const picture = await draw(sceneOf(recording, document.region, reachability), reachability, id);
  const parts = PARTS.map(
    ([title, content]) =>
      html`<section aria-labelledby="${id}-title ${id}-${title}">
        <h3 id="${id}-${title}">${title}</h3>
        ${content(plan)}
      </section> `,
  );
  const sets = plan.title.slice(document.stage.length).trim();
  return section(id, `${document.stage} in ${document.region}`, [
    sets === "" ? undefined : html`<p class="sets">${sets}</p> `,
    html`<section aria-labelledby="${id}-title ${id}-Network">
      <h3 id="${id}-Network">Network</h3>
      ${picture}
    </section>`,
    parts,
  ]);
}

function section(id: string, title: string, content: Content): Markup {
  return html`<section class="stage" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section> `;
}

const inlined = (file: string): string => readFileSync(join(__dirname, file), "utf8");

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

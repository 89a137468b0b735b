import "../../../offline/stub-arborist";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { main } from "../../../tools/plan/main";
import { painter } from "../../../tools/plan/render/style";
import { planStage } from "../../../tools/plan/stage-plan";
import { animation, framesOf, record } from "./recording";
import { COLUMNS, MARGIN, rowY, spans, terminal, THEMES } from "./terminal";

const ROOT = join(__dirname, "..", "..", "..");
const FOLDER = join(ROOT, "docs", "pictures");

/** The pictures of the README, from the real thing: `npm run pictures`, or one of them: `npm run pictures -- summary`. */
const PICTURES: Readonly<Record<string, () => Promise<void>>> = {
  summary: drawSummary,
  report: photographReport,
  // As root, on Linux, with Pulumi.
  recording: recordLocalStage,
};

async function drawSummary(): Promise<void> {
  const title = "npm start -- stg";
  const lines = [`$ ${title}`, "", ...(await outputOf(["stg"])).trimEnd().split("\n")];
  for (const [name, theme] of Object.entries(THEMES)) {
    const rows = lines.map(
      (line, row) => `<text x="${MARGIN}" y="${rowY(row)}" xml:space="preserve">${spans(line, theme)}</text>`,
    );
    const svg = terminal({ rows: lines.length, title, theme, content: rows.join("\n") });
    writeFileSync(join(FOLDER, `summary-${name}.svg`), svg);
  }
}

async function outputOf(args: readonly string[]): Promise<string> {
  const out: string[] = [];
  const write = (text: string): unknown => out.push(text);
  await main(args, { root: ROOT, width: COLUMNS, paint: painter(true), write, writeError: write, planStage });
  return out.join("");
}

async function photographReport(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "pictures-"));
  const report = join(folder, "report.html");
  execFileSync(process.execPath, ["tools/cli.js", "plan", "prod", "--html", report], { cwd: ROOT });
  // Chromium's sandbox does not support root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme });
      await page.goto(pathToFileURL(report).href);
      await page.screenshot({ path: join(FOLDER, `report-${colorScheme}.png`), animations: "disabled" });
      await page.close();
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

async function recordLocalStage(): Promise<void> {
  const command = "npm run local -- stg";
  try {
    const frames = framesOf(await record(command, command.replace("run", "run --silent"), ROOT));
    for (const [name, theme] of Object.entries(THEMES)) {
      writeFileSync(join(FOLDER, `local-${name}.svg`), animation(frames, command, theme));
    }
  } finally {
    execFileSync(process.execPath, ["tools/cli.js", "local", "stg", "--down"], { cwd: ROOT });
  }
}

async function makePictures(names: readonly string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(PICTURES)) {
    const make = PICTURES[name];
    if (make === undefined) throw new Error(`There is no picture ${name}: use ${Object.keys(PICTURES).join(", ")}`);
    await make();
  }
}

void makePictures(process.argv.slice(2));

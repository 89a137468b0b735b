import "../../offline/stub-arborist";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { main } from "../../tools/plan/main";
import { painter } from "../../tools/plan/render/style";
import { planStage } from "../../tools/plan/stage-plan";

const ROOT = join(__dirname, "..", "..");
const FOLDER = join(ROOT, "docs", "pictures");

interface Theme {
  readonly background: string;
  readonly text: string;
  readonly label: string;
}

const THEMES: Readonly<Record<"light" | "dark", Theme>> = {
  light: { background: "#f6f8fa", text: "#1f2328", label: "#0b6e75" },
  dark: { background: "#151b23", text: "#f0f6fc", label: "#56d4dd" },
};

const LETTER = { width: 8.4, height: 19 };
const MARGIN = 16;

/** Writes the pictures of the README from the real thing: `npm run pictures`. */
async function makePictures(): Promise<void> {
  const command = "npm start -- stg";
  const lines = [`$ ${command}`, "", ...(await outputOf(["stg"])).trimEnd().split("\n")];
  for (const [name, theme] of Object.entries(THEMES)) {
    writeFileSync(join(FOLDER, `summary-${name}.svg`), terminal(lines, theme, command));
  }
  await photographReport();
}

async function outputOf(args: readonly string[]): Promise<string> {
  const out: string[] = [];
  const write = (text: string): unknown => out.push(text);
  await main(args, { root: ROOT, width: 80, paint: painter(true), write, writeError: write, planStage });
  return out.join("");
}

/** A terminal with lines that have colours. */
function terminal(lines: readonly string[], theme: Theme, title: string): string {
  const width = Math.ceil(80 * LETTER.width) + 2 * MARGIN;
  const height = lines.length * LETTER.height + 2 * MARGIN;
  const rows = lines.map((line, index) => {
    const y = MARGIN + (index + 0.75) * LETTER.height;
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spans(line, theme)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${title}">`,
    `<rect width="100%" height="100%" rx="8" fill="${theme.background}"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" fill="${theme.text}">`,
    ...rows,
    "</g></svg>",
    "",
  ].join("\n");
}

/** Parts of a line by their colours: `ESC[36mCost ESC[39m 42.08`. */
function spans(line: string, theme: Theme): string {
  const parts = line.split(/\u001b\[(\d+)m/);
  let style = "";
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return part === "" ? "" : `<tspan${style}>${escaped(part)}</tspan>`;
      style = { "1": ' font-weight="bold"', "36": ` fill="${theme.label}"` }[part] ?? "";
      return "";
    })
    .join("");
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

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

void makePictures();

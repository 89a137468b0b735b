import { spawn } from "node:child_process";

import { COLUMNS, escaped, MARGIN, rowY, terminal, WIDTH, type Theme } from "./terminal";

const ROWS = 24;
const SECONDS = 20;
/** For which the last screen stays. */
const LAST_SECONDS = 6;
/** Of a line that only counts seconds, at most this many screens stay: waiting is cut. */
const TICKS = 12;
/** A new line is shown this many times as long as another second of the same step. */
const NEW_LINE = 4;

/** What a terminal of 80 columns and 24 rows shows: its rows. */
export type Screen = readonly string[];

/**
 * Runs a command in a terminal.
 *
 * @param shown what a person types for it
 * @returns its screens, without repetitions
 * @throws Error when the command fails
 */
export async function record(shown: string, command: string, cwd: string): Promise<readonly Screen[]> {
  const inTerminal = `stty cols ${COLUMNS} rows ${ROWS}; ${command}`;
  const child = spawn("script", ["--quiet", "--return", "--command", inTerminal, "/dev/null"], { cwd });
  const screens: Screen[] = [[`$ ${shown}`]];
  let text = `$ ${shown}\n`;
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part.replaceAll("\r\n", "\n");
    const screen = screenOf(text);
    if (screen.join("\n") !== screens.at(-1)?.join("\n")) screens.push(screen);
  });
  const status = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (status !== 0) throw new Error(`${command} ended with status ${String(status)}:\n${text}`);
  return screens;
}

/** The last rows of what a command has written. A carriage return starts its line again. */
function screenOf(text: string): Screen {
  const lines = text
    .split("\n")
    .map((line) => line.slice(line.lastIndexOf("\r") + 1).replaceAll(/\u001b\[\d*[Km]/g, ""));
  while (lines.at(-1) === "") lines.pop();
  return lines.slice(-ROWS);
}

interface Frame {
  readonly screen: Screen;
  readonly seconds: number;
}

/** Chooses screens, and how long each is shown: 20 seconds in all. */
export function framesOf(screens: readonly Screen[]): readonly Frame[] {
  const runs: Screen[][] = [];
  for (const screen of screens) {
    const run = runs.at(-1);
    if (run !== undefined && isTick(run.at(-1) ?? [], screen)) run.push(screen);
    else runs.push([screen]);
  }
  const kept = runs.flatMap((run) => {
    const step = Math.max(1, run.length / TICKS);
    return run
      .filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
      .map((screen, index) => ({ screen, weight: index === 0 ? NEW_LINE : 1 }));
  });
  const last = kept.pop();
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  const frames = kept.map(({ screen, weight }) => ({ screen, seconds: (weight / total) * (SECONDS - LAST_SECONDS) }));
  return last === undefined ? frames : [...frames, { screen: last.screen, seconds: LAST_SECONDS }];
}

/** Whether only the line of the current step has changed. */
function isTick(before: Screen, after: Screen): boolean {
  const isStep = (line = "") => line.startsWith("  … ");
  return before.length === after.length && isStep(before.at(-1)) && isStep(after.at(-1));
}

/** An SVG that shows the screens one after the other, for ever; the last one alone to people who prefer no motion. */
export function animation(frames: readonly Frame[], title: string, theme: Theme): string {
  const different = new Set(frames.flatMap(({ screen }) => screen));
  const rows = new Map([...different].map((row, index) => [row, `r${index}`]));
  const definitions = [...rows].map(([row, id]) => `<text id="${id}" xml:space="preserve">${escaped(row)}</text>`);
  let passed = 0;
  const steps = frames.map(({ seconds }, index) => {
    const step = `${((passed / SECONDS) * 100).toFixed(2)}%{transform:translateX(-${index * WIDTH}px)}`;
    passed += seconds;
    return step;
  });
  const end = `transform:translateX(-${(frames.length - 1) * WIDTH}px)`;
  const style =
    `.film{animation:film ${SECONDS}s step-end infinite}@keyframes film{${steps.join("")}}` +
    `@media(prefers-reduced-motion){.film{animation:none;${end}}}`;
  const pictures = frames.map(({ screen }, index) => {
    const uses = screen.map((row, y) =>
      row === "" ? "" : `<use href="#${rows.get(row) ?? ""}" x="${MARGIN}" y="${rowY(y)}"/>`,
    );
    return `<g transform="translate(${index * WIDTH} 0)">${uses.join("")}</g>`;
  });
  return terminal({
    ...{ rows: ROWS, title, theme },
    head: `<style>${style}</style>\n<defs>${definitions.join("\n")}</defs>`,
    content: `<g class="film">\n${pictures.join("\n")}\n</g>`,
  });
}

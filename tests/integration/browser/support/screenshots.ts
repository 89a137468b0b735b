import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";

const FOLDER = join(__dirname, "..", "screenshots");

/**
 * More than other fonts cause, which change letters, but not where things are (measured with a serif and a narrow font:
 * up to 0.009 and 0.18). Both are parts of the largest possible difference of two colors: on average, and of the most
 * different cell.
 */
const TOLERANCE = { average: 0.012, cell: 0.2 } as const;

/** Scales two images to the same few cells, and compares the cells' colors. A text: the project has no types of browsers. */
const COMPARE = `async ([a, b]) => {
  const cells = 40;
  const read = async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = cells;
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, cells, cells);
    return context.getImageData(0, 0, cells, cells).data;
  };
  const [p, q] = [await read(a), await read(b)];
  const differences = Array.from({ length: cells * cells }, (_, cell) =>
    Math.hypot(...[0, 1, 2].map((part) => p[4 * cell + part] - q[4 * cell + part])) / Math.hypot(255, 255, 255));
  return { average: differences.reduce((sum, one) => sum + one, 0) / differences.length, cell: Math.max(...differences) };
}`;

export interface ImageDifference {
  readonly average: number;
  readonly cell: number;
}

/** Compares two PNGs, of any size. */
export async function compareImages(blank: Page, a: Buffer, b: Buffer): Promise<ImageDifference> {
  const images = [a, b].map((image) => image.toString("base64"));
  return blank.evaluate<ImageDifference>(`(${COMPARE})(${JSON.stringify(images)})`);
}

export function isAlike({ average, cell }: ImageDifference): boolean {
  return average <= TOLERANCE.average && cell <= TOLERANCE.cell;
}

/**
 * Compares an element with the committed screenshot of this name; with UPDATE_SNAPSHOTS=1 writes it.
 * @param blank a page without a content security policy
 */
export async function expectLooks(element: Locator, name: string, blank: Page): Promise<void> {
  const file = join(FOLDER, `${name}.png`);
  const now = await element.screenshot({ animations: "disabled", caret: "hide" });
  if (process.env.UPDATE_SNAPSHOTS === "1" || !existsSync(file)) writeFileSync(file, now);
  const difference = await compareImages(blank, readFileSync(file), now);
  expect(isAlike(difference), `${name} looks different: ${JSON.stringify(difference)}; UPDATE_SNAPSHOTS=1 accepts it`)
    .to.be.true;
}

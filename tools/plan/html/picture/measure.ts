import type { Thing } from "./model";

/** Sizes in the picture, in pixels. */
export const SIZE = { text: 12, small: 11, line: 15, title: 24, pad: 12, tile: 28, label: 14 } as const;

/** Widths of letters of DejaVu Sans, one of the widest common fonts, in parts of the font size. */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[ .,:;'|!ijlI()[\]/-]/, 0.4],
  [/[mwMW@]/, 0.98],
  [/[A-Z]/, 0.72],
  [/[\u1100-\uffff]/, 1],
];
const OTHER = 0.63;

/** An upper bound for the width of a text, so that nothing has to be measured. */
export function widthOf(text: string, size: number): number {
  const letters = Array.from(text).map((letter) => WIDTHS.find(([some]) => some.test(letter))?.[1] ?? OTHER);
  return Math.ceil(letters.reduce((sum, width) => sum + width, 0) * size);
}

/** A bold letter is about a tenth wider. */
export const BOLD = 1.12;
const LOCK = 14;

/** The size of a thing's box: a tile with its glyph, and beside it up to three lines. */
export function boxOf({ title, name, fact, secure }: Thing): { readonly width: number; readonly height: number } {
  const texts = [
    widthOf(title, SIZE.text) * BOLD,
    ...(name === undefined ? [] : [widthOf(name, SIZE.small)]),
    ...(fact === undefined ? [] : [widthOf(fact, SIZE.small) + (secure ? LOCK : 0)]),
  ];
  return {
    width: Math.ceil(Math.max(...texts) + SIZE.tile + 26),
    height: Math.max(texts.length * SIZE.line + 14, SIZE.tile + 16),
  };
}

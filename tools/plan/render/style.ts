export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Marks up text, or returns it unchanged without colors. */
export type Paint = (style: Style, text: string) => string;

export interface Page {
  readonly width: number;
  readonly paint: Paint;
}

/** https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Paints for a terminal. `util.styleText` would do, but needs Node 20.12. */
export function painter(colors: boolean): Paint {
  if (!colors) return (_, text) => text;
  return (style, text) => {
    const [on, off] = CODES[style];
    return text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

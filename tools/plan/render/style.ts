/** How a piece of text stands out. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Marks up text, or leaves it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/** Codes that switch a style on and off, https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Paints for a terminal. `util.styleText` would do, but came with Node 20.12. */
export function painter(colours: boolean): Paint {
  if (!colours) return (_, text) => text;
  return (style, text) => {
    const [on, off] = CODES[style];
    return text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

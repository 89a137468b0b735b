export interface Theme {
  readonly background: string;
  readonly text: string;
  readonly label: string;
}

export const THEMES: Readonly<Record<"light" | "dark", Theme>> = {
  light: { background: "#f6f8fa", text: "#1f2328", label: "#0b6e75" },
  dark: { background: "#151b23", text: "#f0f6fc", label: "#56d4dd" },
};

export const COLUMNS = 80;
const LETTER = { width: 8.4, height: 19 };
export const MARGIN = 16;
export const WIDTH = Math.ceil(COLUMNS * LETTER.width) + 2 * MARGIN;

export interface Terminal {
  /** Number of rows. */
  readonly rows: number;
  readonly title: string;
  readonly theme: Theme;
  /** SVG elements before the content, such as definitions. */
  readonly head?: string;
  readonly content: string;
}

/** An SVG picture of a terminal. */
export function terminal({ rows, title, theme, head = "", content }: Terminal): string {
  const height = rows * LETTER.height + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img" aria-label="${title}">`,
    head,
    `<rect width="100%" height="100%" rx="8" fill="${theme.background}"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" fill="${theme.text}">`,
    content,
    "</g></svg>",
    "",
  ]
    .filter((line, index, { length }) => line !== "" || index === length - 1)
    .join("\n");
}

/** The vertical position of a row, from 0. */
export const rowY = (row: number): number => MARGIN + (row + 0.75) * LETTER.height;

/** Parts of a line by their colors: `ESC[36mCost ESC[39m 42.08`. */
export function spans(line: string, theme: Theme): string {
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

export const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

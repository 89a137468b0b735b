import type { Page } from "./style";

export interface Row {
  /** The branches of the tree before the label. */
  readonly branch: string;
  /** The branches on lines that continue this one. */
  readonly below: string;
  readonly label: string;
  readonly name: string;
  readonly parts: readonly string[];
  /** The parts are hops of a path, which explain the row above. */
  readonly path?: true;
}

/** Marks up a row's cells once their widths are known. */
export interface RowStyle {
  readonly branch: (text: string) => string;
  readonly label: (text: string) => string;
  readonly part: (text: string, row: Row) => string;
}

const GAP = "  ";
/** Follows each part but the last. */
const SEPARATOR = { list: ",", path: " ›" } as const;
/** With less room than this beside the names, parts that do not fit go below them. */
const NARROWEST_PARTS = 32;
const INDENT_BELOW = 4;

/** Lays rows out in columns within a width. Long parts continue in the next line. */
export function layOut(rows: readonly Row[], width: number, style: RowStyle): string[] {
  const labels = Math.max(0, ...rows.map((row) => row.branch.length + row.label.length));
  const names = Math.max(0, ...rows.filter(({ parts }) => parts.length > 0).map(({ name }) => name.length));
  // Decided for all rows, so that they look alike.
  const longest = Math.max(0, ...rows.map(({ parts }) => parts.join(`${SEPARATOR.list} `).length));
  const narrowest = Math.min(NARROWEST_PARTS, longest);
  return rows.flatMap((row) => {
    const nameCell = row.name === "" ? "" : row.name.padEnd(names) + GAP;
    const left = labels + GAP.length + nameCell.length;
    const room = width - left;
    const head = row.label.padEnd(labels - row.branch.length) + GAP;
    const paintedHead = style.branch(row.branch) + style.label(head);
    const separator = SEPARATOR[row.path === true ? "path" : "list"];
    if (row.parts.length === 0) return [(paintedHead + row.name).trimEnd()];
    if (room < narrowest) {
      const indent = row.below.padEnd(row.branch.length + INDENT_BELOW);
      const lines = wrap(row.parts, width - indent.length, separator);
      const painted = lines.map((line) => style.branch(indent) + style.part(line, row));
      const isBare = row.label === "" && row.name === "";
      return [...(isBare ? [] : [(paintedHead + row.name).trimEnd()]), ...painted];
    }
    const [first = "", ...more] = wrap(row.parts, room, separator);
    const indent = row.below.padEnd(left);
    return [
      paintedHead + nameCell + style.part(first, row),
      ...more.map((line) => style.branch(indent) + style.part(line, row)),
    ];
  });
}

/** Joins parts into lines of at most a width; longer parts break at spaces. */
export function wrap(parts: readonly string[], width: number, separator: string = SEPARATOR.list): string[] {
  const lines: string[] = [];
  let line = "";
  const words = parts.flatMap((part, index) => breakUp(index < parts.length - 1 ? part + separator : part, width));
  for (const word of words) {
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === "" ? lines : [...lines, line];
}

const breakUp = (part: string, width: number): string[] => (part.length <= width ? [part] : part.split(" "));

/** A title with a note beside it, or below it if the width does not hold both. */
export function heading(title: string, note: string, { width, paint }: Page): string[] {
  if (`${title}  ${note}`.length <= width) return [`${paint("bold", title)}  ${paint("dim", note)}`];
  const titles = wrap([title], width).map((line) => paint("bold", line));
  return [...titles, ...wrap([note], width - 2).map((line) => `  ${paint("dim", line)}`)];
}

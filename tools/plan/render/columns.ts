/** One line of a tree: what it is, what it is called, and what matters about it. */
export interface Row {
  /** The branches of the tree before the label. */
  readonly branch: string;
  /** The branches on lines that continue this one. */
  readonly below: string;
  readonly label: string;
  readonly name: string;
  readonly parts: readonly string[];
  /** The parts are links of a chain, and matter less than what stands above them. */
  readonly chain?: true;
}

/** How a row's cells are marked up once their widths are known. */
export interface RowStyle {
  readonly branch: (text: string) => string;
  readonly label: (text: string) => string;
  readonly part: (text: string, row: Row) => string;
}

const GAP = "  ";
/** What stands between two parts, at the end of the first. */
const SEPARATOR = { list: ",", chain: " ›" } as const;
/** With less room than this beside the names, what matters goes below them. */
const NARROWEST_PARTS = 32;
const INDENT_BELOW = 4;

/** Lays rows out in columns within a width; what is too long for its line goes on in the next. */
export function layOut(rows: readonly Row[], width: number, style: RowStyle): string[] {
  const labels = Math.max(0, ...rows.map((row) => row.branch.length + row.label.length));
  const names = Math.max(0, ...rows.filter(({ parts }) => parts.length > 0).map(({ name }) => name.length));
  return rows.flatMap((row) => {
    const nameCell = row.name === "" ? "" : row.name.padEnd(names) + GAP;
    const left = labels + GAP.length + nameCell.length;
    const room = width - left;
    const head = row.label.padEnd(labels - row.branch.length) + GAP;
    const paintedHead = style.branch(row.branch) + style.label(head);
    const separator = SEPARATOR[row.chain === true ? "chain" : "list"];
    if (row.parts.length === 0) return [(paintedHead + row.name).trimEnd()];
    if (room < NARROWEST_PARTS) {
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

/** Joins parts into lines of at most a width; a part that is longer by itself is cut at its spaces. */
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

/** A part stays whole where it can. */
function breakUp(part: string, width: number): string[] {
  return part.length <= width ? [part] : part.split(" ");
}

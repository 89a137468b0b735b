/** A table in Markdown, of texts in which only ends of cells and emphasis are escaped: they may hold code and links. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll(/[|*]/g, "\\$&")).join(" | ")} |`)
    .join("\n");
}

const FENCE = "```";
const FOLD_END = "</details>";

/**
 * The beginning of a Markdown text, up to a whole line, with the code block and the fold closed that are open there.
 *
 * @param limit how many UTF-16 units it may have
 */
export function truncate(markdown: string, limit: number): string {
  if (markdown.length <= limit) return markdown;
  const closing = `\n${FENCE}\n\n${FOLD_END}\n`;
  const room = markdown.slice(0, Math.max(0, limit - closing.length));
  const end = room.lastIndexOf("\n");
  // A single long line is truncated between characters.
  const kept = end < 0 ? room.replace(/[\uD800-\uDBFF]$/, "") : room.slice(0, end);
  const lines = kept.split("\n");
  const count = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
  const fence = count(FENCE) % 2 === 0 ? "" : `\n${FENCE}`;
  const fold = count("<details>") > count(FOLD_END) ? `\n\n${FOLD_END}` : "";
  return `${kept}${fence}${fold}\n`;
}

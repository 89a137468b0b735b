import { wrap } from "./columns";
import type { Page } from "./report";

/** A title with a note beside it, or below where the width does not hold both. */
export function heading(title: string, note: string, { width, paint }: Page): string[] {
  if (`${title}  ${note}`.length <= width) return [`${paint("bold", title)}  ${paint("dim", note)}`];
  const titles = wrap([title], width).map((line) => paint("bold", line));
  return [...titles, ...wrap([note], width - 2).map((line) => `  ${paint("dim", line)}`)];
}

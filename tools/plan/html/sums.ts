import type { Range } from "../../costs";
import { TEXTS } from "../texts";
import type { Texts } from "./texts";

/** A sum of money; with unknown prices, only its minimum is known. */
export function sumOf(usd: Range, { language }: Pick<Texts, "language">, unknown: readonly string[] = []): string {
  const words = TEXTS[language];
  return unknown.length > 0 ? words.moreThan(words.usd(usd)) : words.usd(usd);
}

/** `from`, or both where they differ: `2 to 4`. */
export function span(from: string, to: string, { language }: Pick<Texts, "language">): string {
  return from === to ? from : from + TEXTS[language].to + to;
}

import type { Range } from "../../costs";
import { range } from "../words";
import { TEXTS } from "../texts";
import type { Texts } from "./texts";

/** A sum of money; with unknown prices, only its minimum is known. */
export function sumOf(usd: Range, { language }: Pick<Texts, "language">, unknown: readonly string[] = []): string {
  const words = TEXTS[language];
  return unknown.length > 0 ? words.moreThan(words.usd(usd)) : words.usd(usd);
}

/** A range in the report's language: `2 to 4`. */
export function rangeOf(of: Range, text: (value: number) => string, { language }: Pick<Texts, "language">): string {
  return range(of, text, TEXTS[language].to);
}

import type { Range } from "../costs";
import { isList, isValues, Reference, Secret, Unknown, type Value } from "../../offline";

export const UNKNOWN_TEXT = "known after deployment";
export const SECRET_TEXT = "[secret]";

const LONGEST_TEXT = 120;

/** A value in words. A private key never shows, even if it is not marked as a secret. */
export function words(value: Value): string {
  if (value instanceof Unknown) return UNKNOWN_TEXT;
  if (value instanceof Secret) return SECRET_TEXT;
  if (value instanceof Reference) return value.urn.slice(value.urn.lastIndexOf("::") + 2);
  if (value === null || value === "") return "none";
  if (isList(value)) return listWords(value);
  if (isValues(value))
    return cut(
      Object.entries(value)
        .map(([key, inner]) => `${key} ${words(inner)}`)
        .join(", "),
    );
  return typeof value === "string" && value.includes("PRIVATE KEY") ? SECRET_TEXT : cut(String(value));
}

/** `1 subnet`, `2 subnets` */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** `1`, or `1 to 4`. */
export function range({ min, max }: Range, text: (value: number) => string, to = " to "): string {
  const [first, last] = [text(min), text(max)];
  return first === last ? first : first + to + last;
}

/** `640 bytes`, `1.2 kB`, `34.5 MB` */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const [divisor, unit] = bytes < 1_000_000 ? [1000, "kB"] : [1_000_000, "MB"];
  return `${(bytes / divisor).toFixed(1)} ${unit}`;
}

function listWords(list: readonly Value[]): string {
  if (list.length === 0) return "none";
  const texts = list.map(words);
  const same = new Set(texts).size === 1;
  return same && texts.length > 1 ? `${texts.length} values, ${texts[0] ?? ""}` : cut(texts.join(", "));
}

function cut(text: string): string {
  const [line = ""] = text.split("\n");
  return line.length > LONGEST_TEXT || line !== text ? `${line.slice(0, LONGEST_TEXT)}…` : text;
}

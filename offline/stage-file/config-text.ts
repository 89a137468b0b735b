import { isMap } from "./yaml-file";

/** A setting as the text that Pulumi passes to the program; lists and objects are JSON. */
export function asText(value: unknown): string {
  if (typeof value === "string" || typeof value === "bigint") return String(value);
  // An empty value is empty text, but null within lists and objects.
  return value === null ? "" : asJson(value);
}

/** JSON with integers of any size, as Go writes it except for the order of keys. */
export function asJson(value: unknown): string {
  // Within a list or object, an integer that does not fit into 64 bits becomes a float.
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? String(value) : String(Number(value));
  if (Array.isArray(value)) return `[${value.map(asJson).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${asJson(inner)}`)
    .join(",")}}`;
}

import { isMap } from "./yaml-file";

/** A setting as the text that Pulumi hands to the program; lists and objects are JSON. */
export function asText(value: unknown): string {
  if (typeof value === "string" || typeof value === "bigint") return String(value);
  // An empty value is empty text; inside of lists and objects it stays what it is.
  return value === null ? "" : asJson(value);
}

/** JSON with whole numbers of any size, as Go writes it but for the order of keys. */
export function asJson(value: unknown): string {
  // Inside of a list or object, what does not fit into 64 bits with a sign becomes a float on the way.
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? String(value) : String(Number(value));
  if (Array.isArray(value)) return `[${value.map(asJson).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${asJson(inner)}`)
    .join(",")}}`;
}

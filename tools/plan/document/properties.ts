import { createHash } from "node:crypto";
import {
  isList,
  isValues,
  Reference,
  Secret,
  shortType,
  Unknown,
  type RecordedResource,
  type Value,
} from "../../../offline";
import { words } from "../words";

/** An option instead of a property: its change replaces the resource. */
export const TRIGGER = "replacementTrigger";

const LONGEST_TEXT = 120;
/** `#!` in Base64, the encoding of user data in launch templates. */
const ENCODED_SCRIPT = "IyE";

/** A resource's inputs by path, in words, and its replacement trigger. */
export function flatProperties({ inputs, options, propertyDependencies }: RecordedResource): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [property, value] of Object.entries(inputs)) {
    spread(property, value, [...new Set((propertyDependencies[property] ?? []).map(logicalName))], properties);
  }
  const { replacementTrigger } = options;
  return replacementTrigger === undefined ? properties : { ...properties, ...flat(TRIGGER, replacementTrigger) };
}

/** A value by path, in words. A list of scalars has one path, an object one for each property. */
export function flat(path: string, value: Value): Record<string, string> {
  const values: Record<string, string> = {};
  spread(path, value, [], values);
  return values;
}

/** The last part of a URN. */
const logicalName = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** @param sources names of the resources that unknown parts come from */
function spread(path: string, value: Value, sources: readonly string[], into: Record<string, string>): void {
  if (isList(value) && value.some(isValues)) {
    value.forEach((item, index) => {
      spread(`${path}[${index}]`, item, sources, into);
    });
  } else if (isValues(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) spread(`${path}.${key}`, inner, sources, into);
  } else {
    into[path] = text(value, sources);
  }
}

function text(value: Value, sources: readonly string[]): string {
  const isUnknown = value instanceof Unknown || (isList(value) && value.some((item) => item instanceof Unknown));
  if (isUnknown && sources.length > 0) return sources.join(", ");
  if (isList(value)) return value.length === 0 ? words(value) : value.map(words).join(", ");
  if (value instanceof Reference || value instanceof Secret) return words(value);
  return typeof value === "string" ? shortened(value) : words(value);
}

/** Long texts, such as user data, by their beginning and a digest, which shows every change. */
function shortened(text: string): string {
  const value = text.startsWith(ENCODED_SCRIPT) ? Buffer.from(text, "base64").toString() : text;
  const cut = words(value);
  if (cut === value || value === "" || value.includes("PRIVATE KEY")) return cut;
  const digest = createHash("sha256").update(value).digest("hex").slice(0, 8);
  return `${cut.slice(0, LONGEST_TEXT / 2).replace(/…$/, "")}… (${Buffer.byteLength(value)} bytes, digest ${digest})`;
}

/** A URN without the stack's and the project's name, which differ between stages. */
export function keyOf(urn: string): string {
  const [types = "", name = ""] = urn.split("::").slice(2);
  return `${types
    .split("$")
    .map((type) => (type.startsWith("minimal") ? type.slice(type.indexOf(":") + 1) : shortType(type)))
    .join("$")}::${name}`;
}

export function partsOfKey(key: string): { readonly type: string; readonly name: string } {
  const [types = "", name = ""] = key.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name };
}

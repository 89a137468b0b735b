import { createHash } from "node:crypto";

import { isList, isValues, Reference, Secret, Unknown, type RecordedResource, type Value } from "../../../offline";
import { words } from "../render/words";

/** Not a property, but an option: the resource is replaced when it changes. */
export const TRIGGER = "replacementTrigger";

const LONGEST_TEXT = 120;
/** `#!` in Base64, in which launch templates want their scripts. */
const ENCODED_SCRIPT = "IyE";

/** A resource's inputs by path, in words, and what replaces it when it changes. */
export function flatProperties({ inputs, options, propertyDependencies }: RecordedResource): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [property, value] of Object.entries(inputs)) {
    spread(property, value, [...new Set((propertyDependencies[property] ?? []).map(logicalName))], properties);
  }
  const { replacementTrigger } = options;
  return replacementTrigger === undefined ? properties : { ...properties, ...flat(TRIGGER, replacementTrigger) };
}

/** A value by path, in words: a list of plain values is one, an object one for each of its own. */
export function flat(path: string, value: Value): Record<string, string> {
  const values: Record<string, string> = {};
  spread(path, value, [], values);
  return values;
}

/** The last part of a URN. */
function logicalName(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** @param sources names of the resources that an unknown part comes from */
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

/** Long texts, such as scripts, by their beginning and a digest, so that no change of them is missed. */
function shortened(text: string): string {
  const value = text.startsWith(ENCODED_SCRIPT) ? Buffer.from(text, "base64").toString() : text;
  const cut = words(value);
  if (cut === value || value === "" || value.includes("PRIVATE KEY")) return cut;
  const digest = createHash("sha256").update(value).digest("hex").slice(0, 8);
  return `${cut.slice(0, LONGEST_TEXT / 2).replace(/…$/, "")}… (${Buffer.byteLength(value)} bytes, digest ${digest})`;
}

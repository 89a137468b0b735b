import { definitions } from "./definitions";
import { isObject, parseJson, type Described, type SettingsSource } from "./parser";

/** Where the value of a setting comes from; `unset` has neither a value nor a default. */
export type ValueSource = "stage file" | "default" | "unset";

/**
 * The source of each setting by key, and of each part of an object by its place: `nat`, `web`, `web.min`.
 * A list has one source as a whole.
 */
export function valueSources(source: Pick<SettingsSource, "project" | "values">): ReadonlyMap<string, ValueSource> {
  const sources = new Map<string, ValueSource>();
  const note = (place: string, isSet: boolean, { default: fallback }: Described) =>
    sources.set(place, isSet ? "stage file" : fallback === undefined ? "unset" : "default");
  for (const [key, definition] of Object.entries<Described>(definitions)) {
    const text = source.values[`${source.project}:${key}`];
    note(key, text !== undefined, definition);
    if (Array.isArray(definition.default)) continue;
    const value = parseJson(text ?? "");
    for (const [name, part] of Object.entries(definition.parts ?? {})) {
      note(`${key}.${name}`, isObject(value) && name in value, part);
    }
  }
  return sources;
}

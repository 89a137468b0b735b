import { schema } from "./schema";
import type { SettingsSource } from "./source";

/** Where a setting's value is from; `unset` has neither a value nor a default. */
export type ValueSource = "stage file" | "default" | "unset";

/**
 * Where each setting is from, by key, and each part of an object by its place: `nat`, `web`, `web.min`.
 * Lists have one origin as a whole.
 */
export function valueSources(source: Pick<SettingsSource, "project" | "values">): ReadonlyMap<string, ValueSource> {
  const origins = new Map<string, ValueSource>();
  for (const { key, default: fallback, parts = [] } of schema) {
    const text = source.values[`${source.project}:${key}`];
    const otherwise = (value: unknown): ValueSource => (value === undefined ? "unset" : "default");
    origins.set(key, text === undefined ? otherwise(fallback) : "stage file");
    if (Array.isArray(fallback)) continue;
    const given = namesIn(text);
    for (const part of parts) {
      origins.set(`${key}.${part.name}`, given.includes(part.name) ? "stage file" : otherwise(part.default));
    }
  }
  return origins;
}

/** The names in an object's JSON text; none where it is no object, or a secret that is not known here. */
function namesIn(text: string | undefined): readonly string[] {
  try {
    const value = JSON.parse(text ?? "{}") as unknown;
    return typeof value === "object" && value !== null ? Object.keys(value) : [];
  } catch {
    return [];
  }
}

import { shortType } from "../../../offline";

/** A URN without the stack's and the project's name, which differ between stages. */
export function keyOf(urn: string): string {
  const [types = "", name = ""] = urn.split("::").slice(2);
  return `${types
    .split("$")
    .map((type) => (type.startsWith("minimal") ? type.slice(type.indexOf(":") + 1) : shortType(type)))
    .join("$")}::${name}`;
}

/** The type and the logical name in a key. */
export function partsOfKey(key: string): { readonly type: string; readonly name: string } {
  const [types = "", name = ""] = key.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name };
}

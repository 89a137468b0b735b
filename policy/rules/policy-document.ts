import { isObject, type Literal } from "../graph";
import { part } from "./stack";

export type Statement = Readonly<Record<string, Literal>>;

/** The statements of a policy document; none if it is unknown or invalid. */
export function statementsOf(document: Literal | undefined): readonly Statement[] {
  const parsed = typeof document === "string" ? parseJson(document) : document;
  return toList(part(parsed, "Statement")).filter(isObject);
}

export function allowedActions({ Effect, Action }: Statement): readonly Literal[] {
  return Effect === "Allow" ? toList(Action) : [];
}

/** A statement without resources, as in a trust policy, has none. */
export function resourcesOf({ Resource }: Statement): readonly Literal[] {
  return toList(Resource);
}

export function isForEveryone({ Effect, Principal, NotPrincipal, Condition }: Statement): boolean {
  if (Effect !== "Allow" || Condition !== undefined) return false;
  return NotPrincipal !== undefined || principalsOf(Principal).some(({ name }) => name === "*");
}

/** Principals with their kind, such as `AWS` or `Service`. */
export function principalsOf(principal: Literal | undefined): readonly { kind: string; name: Literal }[] {
  const byKind = isObject(principal) ? principal : { AWS: toList(principal) };
  return Object.entries(byKind).flatMap(([kind, names]) => toList(names).map((name) => ({ kind, name })));
}

/** In policy documents a single value stands for a list of one. */
function toList(value: Literal | undefined): readonly Literal[] {
  return value === undefined ? [] : ([value].flat() as readonly Literal[]);
}

function parseJson(text: string): Literal | undefined {
  try {
    return JSON.parse(text) as Literal;
  } catch {
    return undefined;
  }
}

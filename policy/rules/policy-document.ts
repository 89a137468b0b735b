import { isObject, type Literal } from "../graph";
import { part } from "./stack";

/** One statement of an IAM policy document. */
export type Statement = Readonly<Record<string, Literal>>;

/** Statements of a policy document; none where it is not known, or is no document. */
export function statementsOf(document: Literal | undefined): readonly Statement[] {
  const read = typeof document === "string" ? parsed(document) : document;
  return listOf(part(read, "Statement")).filter(isObject);
}

/** What a statement allows; nothing for one that refuses. */
export function allowedActions({ Effect, Action }: Statement): readonly Literal[] {
  return Effect === "Allow" ? listOf(Action) : [];
}

/** Whether a statement lets everybody in, as far as it says so without a condition. */
export function isForEverybody({ Effect, Principal, NotPrincipal, Condition }: Statement): boolean {
  if (Effect !== "Allow" || Condition !== undefined) return false;
  return NotPrincipal !== undefined || principalsOf(Principal).some(({ who }) => who === "*");
}

/** Whom a statement speaks of, by kind, such as `AWS` or `Service`. */
export function principalsOf(principal: Literal | undefined): readonly { kind: string; who: Literal }[] {
  if (isObject(principal)) {
    return Object.entries(principal).flatMap(([kind, who]) => listOf(who).map((each) => ({ kind, who: each })));
  }
  return listOf(principal).map((who) => ({ kind: "AWS", who }));
}

/** In policy documents a single thing stands for a list of it. */
function listOf(value: Literal | undefined): readonly Literal[] {
  return value === undefined ? [] : ([value].flat() as readonly Literal[]);
}

function parsed(text: string): Literal | undefined {
  try {
    return JSON.parse(text) as Literal;
  } catch {
    return undefined;
  }
}

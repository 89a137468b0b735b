import type { Check } from "./rejection";
import type { Request } from "./request";

/** A parameter, or all whose name matches. */
type Which = string | RegExp;

/** The value must be a whole number from `min` to `max`. */
export function between(which: Which, min: number, max: number): Check {
  return each(which, (value, name) => {
    const isFine = /^-?\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
    return isFine ? undefined : `Value '${value}' at '${name}' must be a number between ${min} and ${max}`;
  });
}

/** The value must match a pattern. */
export function like(which: Which, pattern: RegExp, message?: string): Check {
  return each(which, (value, name) =>
    pattern.test(value) ? undefined : (message ?? `Value '${value}' at '${name}' must satisfy ${pattern.source}`),
  );
}

/** The value must be one of a set. */
export function oneOf(which: Which, values: readonly string[]): Check {
  return each(which, (value, name) =>
    values.includes(value) ? undefined : `Value '${value}' at '${name}' must be one of [${values.join(", ")}]`,
  );
}

/** The value is required. */
export function required(name: string): Check {
  return (request) => (request.text(name) === undefined ? `The parameter ${name} is required` : undefined);
}

/** At most one attribute, beside the resource's id. */
export function single(ids: readonly string[]): Check {
  const others = ["Action", "Version", "DryRun", "Attribute", "Value", ...ids];
  return (request) => {
    const names = new Set(request.matching(/./).map(([name]) => name.replace(/\..*$/, "")));
    const attributes = [...names].filter((name) => !others.includes(name));
    return attributes.length > 1
      ? `Fields for multiple attribute types specified: ${attributes.join(", ")}`
      : undefined;
  };
}

/** Checks every value. */
export function each(which: Which, check: (value: string, name: string) => string | undefined): Check {
  return (request) => {
    for (const [name, value] of valuesOf(request, which)) {
      const message = check(value, name);
      if (message !== undefined) return message;
    }
    return undefined;
  };
}

function valuesOf(request: Request, which: Which): [string, string][] {
  if (typeof which !== "string") return request.matching(which);
  const value = request.raw(which);
  return value === undefined ? [] : [[which, value]];
}

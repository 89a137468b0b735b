import type { Check } from "./rejection";
import type { Request } from "./request";

/** The name of a parameter, or a pattern for several names. */
type Names = string | RegExp;

/** The value must be an integer from `min` to `max`. */
export function between(names: Names, min: number, max: number): Check {
  return each(names, (value, name, service) => {
    if (!/^-?\d+$/.test(value)) return patternIssue(value, name, /^-?\d+$/, service);
    if (Number(value) < min) return constraintIssue(value, name, `have value greater than or equal to ${min}`, service);
    return Number(value) > max
      ? constraintIssue(value, name, `have value less than or equal to ${max}`, service)
      : undefined;
  });
}

/** The value must match a pattern. */
export function like(names: Names, pattern: RegExp, message?: string): Check {
  return each(names, (value, name, service) =>
    pattern.test(value) ? undefined : (message ?? patternIssue(value, name, pattern, service)),
  );
}

/** The value must be one of a set. */
export function oneOf(names: Names, values: readonly string[]): Check {
  return each(names, (value, name, service) =>
    values.includes(value)
      ? undefined
      : constraintIssue(value, name, `satisfy enum value set: [${values.join(", ")}]`, service),
  );
}

export function required(name: string): Check {
  return (request) => (request.text(name) === undefined ? `The parameter ${name} is required` : undefined);
}

/** The call must not change more than one attribute. `ids` are the parameters that name the resource. */
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

export function each(names: Names, check: (value: string, name: string, service: string) => string | undefined): Check {
  return (request) => {
    for (const [name, value] of valuesOf(request, names)) {
      const message = check(value, name, request.call.service);
      if (message !== undefined) return message;
    }
    return undefined;
  };
}

/** AWS's message for a value that does not match a pattern. */
export function patternIssue(value: string, name: string, pattern: RegExp, service?: string): string {
  return constraintIssue(value, name, `satisfy regular expression pattern: ${pattern.source}`, service);
}

/** EC2 does not name the constraint. */
function constraintIssue(value: string, name: string, constraint: string, service = ""): string {
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  return service === "ec2"
    ? `Value (${value}) for parameter ${field} is invalid.`
    : `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must ${constraint}`;
}

function valuesOf(request: Request, names: Names): [string, string][] {
  if (typeof names !== "string") return request.matching(names);
  const value = request.raw(names);
  return value === undefined ? [] : [[names, value]];
}
